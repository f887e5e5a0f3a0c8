from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0008_shown_answers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=40)),
                ('item_id', models.BigIntegerField(null=True)),
                ('forgotten_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
