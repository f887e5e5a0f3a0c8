import catalog.models.attribute
import catalog.models.product
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


# Text vectors use pgvector where the server has it; where not, they are searched in the web process.
VECTOR_IF_AVAILABLE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        CREATE EXTENSION IF NOT EXISTS vector;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pgvector is on this server, but this role may not create it';
END $$;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(VECTOR_IF_AVAILABLE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=140, unique=True, verbose_name='address')),
            ],
            options={
                'verbose_name': 'brand',
                'verbose_name_plural': 'brands',
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=255, unique=True)),
                ('depth', models.PositiveIntegerField()),
                ('numchild', models.PositiveIntegerField(default=0)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(max_length=140, unique=True, verbose_name='address')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('is_visible', models.BooleanField(default=True, verbose_name='shown in the shop')),
            ],
            options={
                'verbose_name': 'department',
                'verbose_name_plural': 'departments',
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=80, unique=True, verbose_name='SKU')),
                ('ean', models.CharField(blank=True, max_length=14, verbose_name='EAN')),
                ('options', models.JSONField(blank=True, default=dict, verbose_name='options')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('price_minor', models.BigIntegerField(verbose_name='price in minor units')),
                ('compare_at_minor', models.BigIntegerField(blank=True, null=True, verbose_name='price before, in minor units')),
                ('tax_class', models.CharField(default='standard', max_length=20, verbose_name='tax class')),
                ('is_active', models.BooleanField(default=True, verbose_name='for sale')),
            ],
            options={
                'verbose_name': 'variant',
                'verbose_name_plural': 'variants',
            },
        ),
        migrations.CreateModel(
            name='Attribute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=80, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=catalog.models.attribute.attribute_kinds, max_length=10, verbose_name='kind')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('is_facet', models.BooleanField(default=False, verbose_name='offered as a filter')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'attribute',
                'verbose_name_plural': 'attributes',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['text', 'number', 'boolean', 'choice'])), name='catalog_attribute_kind_known', violation_error_message='Choose one of the listed kinds.')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('file_name', models.CharField(max_length=255, verbose_name='file')),
                ('file_digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the file')),
                ('layout', models.CharField(blank=True, max_length=40, verbose_name='layout')),
                ('status', models.CharField(default='running', max_length=10, verbose_name='status')),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('rows_read', models.PositiveBigIntegerField(default=0, verbose_name='rows read')),
                ('rows_accepted', models.PositiveBigIntegerField(default=0, verbose_name='rows accepted')),
                ('rows_rejected', models.PositiveBigIntegerField(default=0, verbose_name='rows rejected')),
                ('created_count', models.PositiveBigIntegerField(default=0, verbose_name='created')),
                ('updated_count', models.PositiveBigIntegerField(default=0, verbose_name='changed')),
                ('unchanged_count', models.PositiveBigIntegerField(default=0, verbose_name='unchanged')),
                ('decisions', models.JSONField(blank=True, default=dict, verbose_name='decisions')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
            },
        ),
        migrations.CreateModel(
            name='ImportIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_number', models.PositiveBigIntegerField(verbose_name='row')),
                ('column', models.CharField(blank=True, max_length=120, verbose_name='column')),
                ('reason', models.CharField(max_length=255, verbose_name='reason')),
                ('value', models.CharField(blank=True, max_length=255, verbose_name='value')),
                ('is_rejection', models.BooleanField(default=True, verbose_name='rejected')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issues', to='catalog.importrun')),
            ],
            options={
                'verbose_name': 'import issue',
                'verbose_name_plural': 'import issues',
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('slug', models.SlugField(max_length=280, unique=True, verbose_name='address')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('product_type', models.CharField(blank=True, help_text='What it is, in a word or two: desk lamp, running shoe.', max_length=120, verbose_name='product type')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='tags')),
                ('status', models.CharField(choices=catalog.models.product.product_statuses, default='draft', max_length=10, verbose_name='status')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='visible from')),
                ('source', models.CharField(blank=True, max_length=40, verbose_name='imported from')),
                ('external_id', models.CharField(blank=True, max_length=120, verbose_name='id there')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('currency', models.CharField(blank=True, editable=False, max_length=3)),
                ('price_minor', models.BigIntegerField(editable=False, null=True, verbose_name='lowest price')),
                ('compare_at_minor', models.BigIntegerField(editable=False, null=True)),
                ('has_price_range', models.BooleanField(default=False, editable=False)),
                ('is_in_stock', models.BooleanField(default=False, editable=False, verbose_name='in stock')),
                ('rating_average', models.DecimalField(decimal_places=2, editable=False, max_digits=3, null=True)),
                ('rating_count', models.PositiveIntegerField(default=0, editable=False)),
                ('picture', models.CharField(blank=True, editable=False, max_length=255)),
                ('picture_alt', models.CharField(blank=True, editable=False, max_length=255)),
                ('popularity', models.FloatField(default=0.0, editable=False)),
                ('search_text', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='catalog.brand')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='catalog.department')),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
            },
        ),
        migrations.CreateModel(
            name='ProductAttribute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=255, verbose_name='text')),
                ('number', models.FloatField(blank=True, null=True, verbose_name='number')),
                ('boolean', models.BooleanField(blank=True, null=True, verbose_name='yes or no')),
                ('attribute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='catalog.attribute')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attribute_values', to='catalog.product')),
            ],
            options={
                'verbose_name': 'attribute value',
                'verbose_name_plural': 'attribute values',
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author_name', models.CharField(max_length=80, verbose_name='shown name')),
                ('rating', models.PositiveSmallIntegerField(verbose_name='rating')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('is_verified', models.BooleanField(default=False, verbose_name='bought it here')),
                ('is_published', models.BooleanField(default=False, verbose_name='shown')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reviews', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='catalog.product')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='word')),
                ('product_count', models.PositiveIntegerField(verbose_name='products')),
            ],
            options={
                'verbose_name': 'search word',
                'verbose_name_plural': 'search words',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['word'], name='catalog_searchword_like', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='Stock',
            fields=[
                ('variant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='stock', serialize=False, to='catalog.variant')),
                ('on_hand', models.IntegerField(default=0, verbose_name='on hand')),
                ('low_at', models.PositiveIntegerField(default=3, help_text='Staff are warned at this number or below.', verbose_name='low at')),
            ],
            options={
                'verbose_name': 'stock',
                'verbose_name_plural': 'stock',
            },
        ),
        migrations.AddField(
            model_name='variant',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='catalog.product'),
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=255, upload_to='products/', verbose_name='file')),
                ('alt', models.CharField(blank=True, max_length=255, verbose_name='description for those who cannot see it')),
                ('width', models.PositiveIntegerField(default=0, verbose_name='width in pixels')),
                ('height', models.PositiveIntegerField(default=0, verbose_name='height in pixels')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='catalog.product')),
                ('variant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pictures', to='catalog.variant')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
            },
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'done'), _negated=True), ('rows_read', django.db.models.expressions.CombinedExpression(models.F('rows_accepted'), '+', models.F('rows_rejected'))), _connector='OR'), name='catalog_importrun_every_row_counted', violation_error_message='Every row read must be accepted or rejected.'),
        ),
        migrations.AddIndex(
            model_name='importissue',
            index=models.Index(fields=['run', 'row_number'], name='catalog_importissue_of_run'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['department', '-popularity', 'id'], name='catalog_product_shelf'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['-published_at'], name='catalog_product_newest'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='catalog_product_search'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'archived'])), name='catalog_product_status_known', violation_error_message='Choose draft, published or archived.'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('source', 'external_id'), name='catalog_product_external_once', violation_error_message='Another product was imported under this id.'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('rating_average', None), ('rating_average__range', (1, 5)), _connector='OR'), name='catalog_product_rating_range', violation_error_message='A rating lies between 1 and 5.'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('price_minor', None), ('price_minor__gte', 0), _connector='OR'), name='catalog_product_price_not_negative', violation_error_message='A price cannot be below zero.'),
        ),
        migrations.AddIndex(
            model_name='productattribute',
            index=models.Index(fields=['attribute', 'text'], name='catalog_attribute_text'),
        ),
        migrations.AddIndex(
            model_name='productattribute',
            index=models.Index(fields=['attribute', 'number'], name='catalog_attribute_number'),
        ),
        migrations.AddConstraint(
            model_name='productattribute',
            constraint=models.UniqueConstraint(fields=('product', 'attribute'), name='catalog_productattribute_once', violation_error_message='This product has a value for that attribute already.'),
        ),
        migrations.AddConstraint(
            model_name='productattribute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('text', ''), _negated=True), ('number', None), ('boolean', None)), models.Q(('text', ''), models.Q(('number', None), _negated=True), ('boolean', None)), models.Q(('text', ''), ('number', None), models.Q(('boolean', None), _negated=True)), _connector='OR'), name='catalog_productattribute_one_value', violation_error_message='Give a text, a number or a yes/no value: exactly one.'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('is_published', True)), fields=['product', '-created_at'], name='catalog_review_shown'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('rating__range', (1, 5))), name='catalog_review_rating_range', violation_error_message='Give one to five stars.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('author__isnull', False)), fields=('product', 'author'), name='catalog_review_once_per_author', violation_error_message='You reviewed this product already; edit that review instead.'),
        ),
        migrations.AddConstraint(
            model_name='stock',
            constraint=models.CheckConstraint(condition=models.Q(('on_hand__gte', 0)), name='catalog_stock_not_negative', violation_error_message='There cannot be fewer than zero units in stock.'),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=models.Index(condition=models.Q(('ean', ''), _negated=True), fields=['ean'], name='catalog_variant_ean'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('price_minor__gte', 0)), name='catalog_variant_price_not_negative', violation_error_message='A price cannot be below zero.'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('compare_at_minor', None), ('compare_at_minor__gt', models.F('price_minor')), _connector='OR'), name='catalog_variant_compare_at_higher', violation_error_message='The price before must be higher than the price now; leave it empty otherwise.'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('product', 'position'), name='catalog_picture_position_once', violation_error_message='Two pictures cannot stand in the same place.'),
        ),
    ]
