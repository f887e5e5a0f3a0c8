"""Facts of the environment, each read once. What staff change lives in the database; hyper-parameters
live beside their model.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from storefront import api_settings, env, log_settings, schedule, staff_look
from storefront.services import addresses

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_file(BASE_DIR / ".env")

# --- Which machine this is -------------------------------------------------------------------
ENVIRONMENT = env.one_of("ENVIRONMENT", "dev", ("production",))
DEBUG = env.boolean("DEBUG", default=False)
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
SECRET_KEY = (
    env.required("SECRET_KEY", "50 random characters")
    if ENVIRONMENT == "production"
    # A development key that survives restarts; whoever knows the folder knows it.
    else env.text("SECRET_KEY")
    or hashlib.sha256(f"shelfwise development {BASE_DIR}".encode()).hexdigest()
)
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS")
PROXY_COUNT = env.integer("PROXY_COUNT", 0)
"""How many proxies stand in front and append to ``X-Forwarded-For``; limits count the address they saw."""
SHOP_NAME = env.text("SHOP_NAME", "Shelfwise")

# --- Applications, from the lowest floor up ---------------------------------------------------
INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "drf_spectacular",
    "knox",
    "rest_framework",
    "simple_history",
    "treebeard",
    "catalog",
    "accounts",
    "orders",
    "recommendations",
    "storefront",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "storefront.middleware.ClientAddressMiddleware",
    "storefront.middleware.RequestIdMiddleware",
    "storefront.metrics.MetricsMiddleware",
    "storefront.content_policy.ContentPolicyMiddleware",
    "storefront.staff_area.StaffPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "storefront.rate_limits.ApiRateMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.visitors.VisitorMiddleware",
    "orders.middleware.MarketMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "storefront.urls"
WSGI_APPLICATION = "storefront.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "storefront.context.shop",
            ],
        },
    },
]

# --- PostgreSQL and Redis: given by URL, or private ones started on demand ---------------------
SERVICES = addresses.read(var_dir=VAR_DIR)
DATABASES = {"default": addresses.django_database(SERVICES.database_url)}
REDIS_URL = SERVICES.redis_url
REDIS_TIMEOUT_SECONDS = env.integer("REDIS_TIMEOUT_MS", 50) / 1_000
"""Longest a page waits for one answer of Redis before it goes on without."""

CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": addresses.redis_database(REDIS_URL, 1),
        "TIMEOUT": 300,
        "OPTIONS": {
            "CLIENT_CLASS": "django_redis.client.DefaultClient",
            "SOCKET_CONNECT_TIMEOUT": REDIS_TIMEOUT_SECONDS,
            "SOCKET_TIMEOUT": REDIS_TIMEOUT_SECONDS,
            "IGNORE_EXCEPTIONS": True,
            "SERIALIZER": "django_redis.serializers.json.JSONSerializer",
        },
    },
}
EVENTS_REDIS_URL = addresses.redis_database(REDIS_URL, 0)
"""Live sessions and the event stream: kept apart from the cache, which may be emptied at any time."""

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Celery -----------------------------------------------------------------------------------
CELERY_BROKER_URL = addresses.celery_redis(REDIS_URL, 2)
CELERY_RESULT_BACKEND = addresses.celery_redis(REDIS_URL, 3)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = False
CELERY_TASK_TIME_LIMIT = 3600
CELERY_RESULT_EXPIRES = 86_400
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Twice the longest task; the two sweep options cut redelivery after a killed worker to ~20 s.
    "visibility_timeout": 7200,
    "unacked_restore_limit": 100,
    "unacked_mutex_expire": 5,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_ROUTES = {"recommendations.tasks.train*": {"queue": "ml"}}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = schedule.SCHEDULE

# --- Imports --------------------------------------------------------------------------------------
FETCH_PICTURES = env.boolean("FETCH_PICTURES", default=True)
"""Whether the worker fetches pictures from the addresses that product files name."""

# --- Search ---------------------------------------------------------------------------------------
SEARCH_BY_MEANING = env.boolean("SEARCH_BY_MEANING", default=True)
"""Whether sentence vectors take part in the order of search results, once an encoder was built."""
SEARCH_JUDGEMENTS = env.text("SEARCH_JUDGEMENTS", "")
"""A table of judgements (query, product, rating) that the order of searches is trained on beside clicks."""
SEARCH_LANGUAGE = env.text("SEARCH_LANGUAGE", "english")
"""The language that products are written in, as PostgreSQL names its stemmers; ``migrate`` indexes them anew."""
SEARCH_PERSONAL = env.boolean("SEARCH_PERSONAL", default=False)
"""Whether what fits a shopper's session moves up on the first page of a search, by three places at most."""

# --- Recommendations --------------------------------------------------------------------------
ARTEFACTS_DIR = Path(env.text("ARTEFACTS_DIR", str(VAR_DIR / "artefacts")))
RECOMMENDATION_LOGGED_PERCENT = env.integer("RECOMMENDATION_LOGGED_PERCENT", 20)
"""The share of slates that are written down whole, so that they can be made again and looked into."""
RECOMMENDATION_EXPLORED_PERCENT = env.integer("RECOMMENDATION_EXPLORED_PERCENT", 2)
"""The share of personal slates in which one place goes to chance; 0 never explores."""
RECOMMENDATION_BUDGET_MS = env.integer("RECOMMENDATION_BUDGET_MS", 25)
CONTENT_WEIGHT = env.fraction("CONTENT_WEIGHT", 0.35)
COLLABORATIVE_WEIGHT = env.fraction("COLLABORATIVE_WEIGHT", 0.4)
POPULARITY_WEIGHT = env.fraction("POPULARITY_WEIGHT", 0.15)
DIVERSITY_WEIGHT = env.fraction("DIVERSITY_WEIGHT", 0.1)
"""What the sources of a mixed row count, and how much sameness costs; a learned ranker, where there is one, orders by its own."""
env.require_a_whole(
    CONTENT_WEIGHT=CONTENT_WEIGHT,
    COLLABORATIVE_WEIGHT=COLLABORATIVE_WEIGHT,
    POPULARITY_WEIGHT=POPULARITY_WEIGHT,
    DIVERSITY_WEIGHT=DIVERSITY_WEIGHT,
)
RECOMMENDATION_POLL_SECONDS = env.integer("RECOMMENDATION_POLL_SECONDS", 5)
"""How often each process looks for a newly promoted model version; 0 never looks by itself."""
ENABLE_BUSINESS_RULES = env.boolean("ENABLE_BUSINESS_RULES", default=True)
"""Whether the rules that staff write hold; the shop's own filters do in any case: sold out, bought before, adults, countries."""
DIVERSITY_MAX_PER_CATEGORY = env.integer("DIVERSITY_MAX_PER_CATEGORY", 3)
"""The limit of the rule "Variety of departments" while staff name no other."""

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["storefront.account_backend.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.boolean("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10
"""Seconds for which the worker waits for the mail server; the letter is then sent again later."""
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"{SHOP_NAME} <shop@localhost>")

# --- Language, money, time --------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("fr", _("French"))]
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = env.boolean("HTTPS", default=ENVIRONMENT == "production")
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "account_pages"]
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True
SHOP_CURRENCY = env.text("SHOP_CURRENCY", "EUR")

# --- Selling ----------------------------------------------------------------------------------
SHOP_URL = env.text("SHOP_URL", "http://localhost:8000")
"""The public address of the shop, for links in mails."""
PAYMENT_PROVIDER = env.text("PAYMENT_PROVIDER", "test")
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET")
STRIPE_API_URL = env.text("STRIPE_API_URL", "https://api.stripe.com")

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
SERVES_MEDIA = env.boolean("SERVES_MEDIA", default=ENVIRONMENT != "production")
"""Whether Django itself hands out uploaded files; a web server in front does it in production."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "storefront.static_files.BundledStaticFilesStorage"},
}

# --- API --------------------------------------------------------------------------------------
REST_FRAMEWORK = api_settings.REST_FRAMEWORK
REST_KNOX = api_settings.REST_KNOX
RATE_LIMIT_ENABLED = env.boolean("RATE_LIMIT_ENABLED", default=True)
RATE_LIMIT_ANONYMOUS = f"{env.integer('RATE_LIMIT_PER_MINUTE', 100)}/minute"
RATE_LIMIT_USER = f"{env.integer('RATE_LIMIT_USER_PER_MINUTE', 200)}/minute"
RATE_LIMIT_REDIS_URL = EVENTS_REDIS_URL
SPECTACULAR_SETTINGS = api_settings.SPECTACULAR_SETTINGS

# --- Security ---------------------------------------------------------------------------------
IS_HTTPS = env.boolean("HTTPS", default=ENVIRONMENT == "production")
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "storefront.views.unproven"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    },
}

# --- Staff area -------------------------------------------------------------------------------
SIMPLE_HISTORY_REVERT_DISABLED = True  # history is read; a change back is a change like any other
UNFOLD = staff_look.UNFOLD

# --- Logs -------------------------------------------------------------------------------------
LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", ("DEBUG", "WARNING", "ERROR", "CRITICAL"))
LOG_FORMAT = env.one_of(
    "LOG_FORMAT", "json" if ENVIRONMENT == "production" else "text", ("json", "text")
)
LOGS_ANSWERS = env.boolean("LOG_REQUESTS", default=ENVIRONMENT == "production")
"""Whether each answer leaves a line (method, path, status, time, account); static files leave none."""
LOGGING = log_settings.logging(
    level=LOG_LEVEL, style=LOG_FORMAT, notes_answers=LOGS_ANSWERS, environment=ENVIRONMENT
)
