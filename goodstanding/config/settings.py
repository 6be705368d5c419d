"""Django's settings, made from the environment (`goodstanding.lib.environment`).

The database server is not started here: `background.adapters.node.open_node` starts or joins
it and puts its address in the environment before Django reads this file. What only pages
need is left out for commands that show none (`node.faces_installed`): importing it
takes longer than a small file to load.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from goodstanding.background.adapters import node
from goodstanding.lib.environment import Environment, read_environment

ENVIRONMENT = read_environment(os.environ)
IN_PRODUCTION = ENVIRONMENT.env == "production"
PACKAGE = Path(__file__).parent.parent


def database(url: str) -> dict[str, Any]:
    """Django's description of a PostgreSQL database from its URL."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "goodstanding", **options},
    }


def single_sign_on(environment: Environment) -> dict[str, Any]:
    """What allauth is told of the city's single sign-on; nothing where there is none."""
    city = environment.single_sign_on
    if city is None:
        return {}
    app = {
        "provider_id": "city",
        "name": "single sign-on",
        "client_id": city.client_id,
        "secret": city.client_secret,
        "settings": {"server_url": city.issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def mail_server(url: str | None) -> tuple[str, dict[str, Any]]:
    """Django's backend for letters and where it sends them."""
    parts = urlsplit(url or "smtp://localhost")
    is_encrypted = parts.scheme == "smtps"
    backends = "django.core.mail.backends"
    return f"{backends}.smtp.EmailBackend" if url else f"{backends}.dummy.EmailBackend", {
        "host": parts.hostname or "",
        "port": parts.port or (465 if is_encrypted else 25),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "ssl": is_encrypted,
        "tls": bool(parts.username) and not is_encrypted,
    }


# disclosure: "public" reads the published views and nothing else. Without an address of its own
# the default connection takes the reading role's part (`disclosure.adapters.reading`).
DATABASES = {"default": database(ENVIRONMENT.database_url or "postgresql://localhost/goodstanding")}
if ENVIRONMENT.public_database_url:
    DATABASES["public"] = database(ENVIRONMENT.public_database_url)

DATA_SIDE = [
    "goodstanding.verification",
    "goodstanding.ratings",
    "goodstanding.collection",
    "goodstanding.recall",
    "goodstanding.disclosure",
    "goodstanding.records",
    "goodstanding.matching",
    "goodstanding.organisations",
    "goodstanding.catalogue",
    "goodstanding.audit",
    "goodstanding.background",
]
FACES = [
    "goodstanding.office",
    "goodstanding.portal",
    "goodstanding.reports",
    "goodstanding.objections",
    "goodstanding.measures",
    "goodstanding.listings",
    "goodstanding.repairs",
    "goodstanding.commitments",
    "goodstanding.complaints",
    "goodstanding.casework",
    "goodstanding.accounts",
    "goodstanding.web",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
INSTALLED_APPS = [
    *DATA_SIDE,
    *(FACES if node.faces_installed else []),
    *(["procrastinate.contrib.django"] if node.queue_installed else []),
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LOGGING_CONFIG = None
SECRET_KEY = node.secret_key(ENVIRONMENT)
ALLOWED_HOSTS = list(ENVIRONMENT.hosts) or (
    ["localhost", "127.0.0.1", "[::1]"] if IN_PRODUCTION else ["*"]
)
ROOT_URLCONF = "goodstanding.config.urls"
WSGI_APPLICATION = "goodstanding.config.wsgi.application"

# Languages: Chinese at the root, English under /en/; never guessed from a header or a cookie.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goodstanding.web.adapters.context.site",
                "goodstanding.config.site.site",
                "goodstanding.accounts.views.context.account",
            ],
        },
    }
]

MIDDLEWARE = [
    "goodstanding.web.adapters.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "goodstanding.web.adapters.middleware.language",
    "goodstanding.web.adapters.middleware.readable",
    "goodstanding.web.adapters.middleware.fair_share",
    "goodstanding.web.adapters.middleware.large_view_kept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "goodstanding.web.adapters.middleware.Failures",
    "goodstanding.accounts.views.answers.Accounts",
    "allauth.account.middleware.AccountMiddleware",
]

# Pages of apps below the catalogue show the agencies by their titles, too.
AGENCY_TITLES = "goodstanding.catalogue.queries.agency_titles"

# web
STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
# Public pages as they were made, in each process (`portal.views.freshness`).
CACHES = {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "TIMEOUT": 60,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    }
    for name in ("default", "pages")
}
CSRF_FAILURE_VIEW = "goodstanding.web.views.csrf_failure"
# Requests of one client to pages; `proxies` is how many of our own stand before this process.
RATE_LIMIT = {"per_minute": 240, "burst": 120, "proxies": 0} if IN_PRODUCTION else None
# Requests of one key of a program, and of wrong keys from one client, to the addresses under /api/.
KEY_LIMIT = {"per_minute": 1200, "burst": 300} if IN_PRODUCTION else None
FILE_UPLOAD_HANDLERS = ["goodstanding.web.adapters.uploads.EncryptedUploadHandler"]
# The longest body by the beginning of the path; 50 MB elsewhere.
BODY_LIMITS = (("/office/", 210 * 2**20),)
# The foot of every page; the site's name and operator are the city's (`config/site.py`).
FOOTER: list[dict[str, str]] = [
    {"zh": "核验文件", "en": "Verify a document", "page": "documents:verify"},
    {"zh": "投诉", "en": "Complaints", "page": "complaints:complain"},
    {"zh": "逾期未更新的单位", "en": "Bodies that are late to update", "page": "portal:recalls"},
    {"zh": "网站地图", "en": "Sitemap", "page": "portal:sitemap"},
    {"zh": "无障碍声明", "en": "Accessibility", "page": "portal:accessibility"},
    {"zh": "公共信用信息目录", "en": "Catalogue", "page": "portal:catalogue"},
]
# What the shells show: (name of the address, label, roles that see it or None for everybody, icon).
NAVIGATION: dict[str, list[tuple[Any, ...]]] = {"portal": [], "office": []}
NAVIGATION["head"] = [("office:my_file", _("我的信用档案"), None, "lock")]
NAVIGATION["portal"] = [
    ("portal:home", _("查询"), None),
    ("portal:penalties", _("双公示"), None),
    ("portal:lists", _("名单"), None),
    ("portal:commitments", _("承诺"), None),
    ("portal:open_data", _("数据"), None),
    ("portal:help", _("帮助"), None),
]

# office: a page, its word, who may see it, its sign, and under which heading it stands: what people do there
_AGENCY = frozenset({"agency_reporter", "agency_case_officer", "agency_approver"})
_CENTRE = frozenset({"centre_operator", "centre_reviewer"})
_OFFICE = _AGENCY | _CENTRE
_KEYS = frozenset({"agency_approver", "security_administrator"})
_FIRM, _BANK = frozenset({"representative"}), frozenset({"authorised_user"})
_TODAY, _SENDING, _CASES = _("今日"), _("报送数据"), _("办理事项")
_LOOKING, _ABOUT_US = _("查询核查"), _("关于本单位")
_OURS, _RUNNING = _("我的事项"), _("运行管理")
NAVIGATION["office"] += [
    ("office:my_file", _("我的信用档案"), _FIRM, "file-text", _TODAY),
    ("reports:authorised", _("授权查询"), _BANK, "lock", _TODAY),
    ("office:home", _("工作台"), _OFFICE, "home", _TODAY),
    ("casework:work_list", _("待办案件"), _OFFICE, "hourglass", _TODAY),
    ("casework:overview", _("各单位时限"), _CENTRE, "clock-exclamation", _TODAY),
    ("recall:received", _("更新通知"), _AGENCY | _FIRM | _BANK, "refresh", _TODAY),
    ("office:submit", _("报送文件"), _AGENCY, "upload", _SENDING),
    ("office:submissions", _("报送记录"), _OFFICE, "list-check", _SENDING),
    ("office:quarantine", _("疑问数据"), _OFFICE, "alert-triangle", _SENDING),
    ("office:matching", _("匹配队列"), _CENTRE, "git-compare", _SENDING),
    ("office:agencies", _("及时率"), _CENTRE, "chart-bar", _SENDING),
    ("office:items", _("目录项和模板"), _OFFICE, "file-text", _SENDING),
    ("objections:objections", _("异议"), _OFFICE, "message-exclamation", _CASES),
    ("repairs:repairs", _("修复"), _OFFICE, "tool", _CASES),
    ("listings:listings", _("名单办理"), _OFFICE, "list-check", _CASES),
    ("measures:measures", _("措施反馈"), _OFFICE, "scale", _CASES),
    ("commitments:commitments", _("信用承诺"), _OFFICE, "signature", _CASES),
    ("complaints:complaints", _("投诉"), _AGENCY, "message-exclamation", _CASES),
    ("recall:overview", _("更新通知"), _CENTRE, "refresh", _CASES),
    ("office:organisations", _("信用档案"), _OFFICE, "building", _LOOKING),
    ("measures:counter", _("窗口核查"), _OFFICE, "help", _LOOKING),
    ("verification:check", _("信用核查"), _OFFICE, "list-check", _LOOKING),
    ("ratings:index", _("信用评价"), _OFFICE, "chart-bar", _LOOKING),
    ("verification:keys", _("接口密钥"), _KEYS, "lock", _LOOKING),
    ("listings:my_listings", _("我的名单事项"), _FIRM, "list-check", _ABOUT_US),
    ("measures:my_measures", _("对本单位的措施"), _FIRM, "scale", _ABOUT_US),
    ("ratings:my_ratings", _("我的评价"), _FIRM, "chart-bar", _ABOUT_US),
    ("recall:copies", _("谁有副本"), _FIRM, "copy", _ABOUT_US),
    ("objections:my_objections", _("我的异议"), _FIRM, "message-exclamation", _OURS),
    ("repairs:my_repairs", _("可以修复吗"), _FIRM, "tool", _OURS),
    ("commitments:my_commitments", _("我的承诺"), _FIRM, "signature", _OURS),
    ("reports:mine", _("报告和证明"), _FIRM, "certificate", _OURS),
    ("reports:authorisations", _("授权查询"), _FIRM, "lock", _OURS),
    ("accounts:people", _("人员"), frozenset({"security_administrator"}), "user-cog", _RUNNING),
    ("accounts:audit-log", _("审计日志"), frozenset({"auditor"}), "history", _RUNNING),
]
NAVIGATION["search"] = [("portal:search", _("查询组织"), None)]
NAVIGATION["lookup"] = [
    ("office:organisations", _("查找组织的信用档案"), _OFFICE),
    *NAVIGATION["search"],
]

# accounts
NAVIGATION["account"] = [
    ("accounts:own", _("我的账号"), None, "user"),
    ("account_logout", _("退出登录"), None, "logout"),
]
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ["email", "name"]}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:start"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 3600
# A session is over long before its cookie (accounts.domain): who it was is still known then, and
# what was typed can be kept for the same person.
SESSION_COOKIE_AGE = 36 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IN_PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if IN_PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IN_PRODUCTION else "csrf"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IN_PRODUCTION else None
ACCOUNT_ADAPTER = "goodstanding.accounts.views.sign_in.SignIn"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # failed attempts are counted by accounts.services.attempts
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IN_PRODUCTION else "http"
ACCOUNT_FORMS = {
    name: f"goodstanding.accounts.forms.{form}"
    for name, form in (
        ("login", "SignInForm"),
        ("reauthenticate", "PasswordAgainForm"),
        ("change_password", "ChangePasswordForm"),
        ("reset_password", "ForgottenPasswordForm"),
        ("reset_password_from_key", "NewPasswordForm"),
    )
}
MFA_ADAPTER = "goodstanding.accounts.views.second_factor.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # who was invited has read the letter
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "goodstanding"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IN_PRODUCTION
MFA_FORMS = {
    name: f"goodstanding.accounts.forms.{form}"
    for name, form in (
        ("authenticate", "CodeForm"),
        ("reauthenticate", "CodeAgainForm"),
        ("activate_totp", "ActivateCodesForm"),
        ("add_webauthn", "AddKeyForm"),
    )
}
SOCIALACCOUNT_ADAPTER = "goodstanding.accounts.views.single_sign_on.SingleSignOn"
SOCIALACCOUNT_STORE_TOKENS = False
# A form may not lead to another site (our policy for pages), so the way there is a link.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = single_sign_on(ENVIRONMENT)

# Letters: by the given server; without one they are not sent, and the inviter hands the link over.
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_SUBJECT_PREFIX = ""
EMAIL_BACKEND, EMAIL = mail_server(ENVIRONMENT.smtp_url)
EMAIL_HOST, EMAIL_PORT = EMAIL["host"], EMAIL["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL["user"], EMAIL["password"]
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL["ssl"], EMAIL["tls"]
EMAIL_TIMEOUT = 10
