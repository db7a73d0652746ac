"""Which PostgreSQL the node uses: the embedded one, or one named by URL; checked before anything starts.

Four roles, four addresses: ``SUIXING_DATABASE_URL`` names the migrating role, ``SUIXING_SERVING_URL`` the one
that serves pages, ``SUIXING_SIGNIN_URL`` the one that knows officers and their sessions, ``SUIXING_INTAKE_URL``
the one of the bulk intake. All of them or none.

Several nodes may share one embedded PostgreSQL: each has a database and roles of its own there, named for its place,
and no role of one can enter the database of another.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from suixing.config.engine.cluster import PORT, SUPERUSER, Cluster, Passwords
from suixing.config.engine.lease import leased, turn_of
from suixing.config.home import Home
from suixing.config.standing import standing_of
from suixing.kernel.errors import Refusal, Sentence

ROLES = ("owner", "serving", "sign_in", "intake")
"""Each is named ``<database>_<role>`` in the embedded engine."""
DATABASE = "suixing"
"""The database of a node with an engine of its own; with ``_<place>`` behind it where it shares one."""
URLS = {
    "owner": "SUIXING_DATABASE_URL",
    "serving": "SUIXING_SERVING_URL",
    "sign_in": "SUIXING_SIGNIN_URL",
    "intake": "SUIXING_INTAKE_URL",
}
OLDEST_SERVER = 150000

WEB_CONNECTIONS = 10

LIBPQ_VARIABLES = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "channel_binding": "PGCHANNELBINDING",
    "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}

ENGINE_SETTINGS = {
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_error_statement": "panic",  # a failing statement may hold a name; the log must not
    "log_error_verbosity": "terse",
    # A role sees the running statements of its other connections, and those hold keys of officers' sessions.
    "track_activities": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
# Each node's processes keep some thirty connections.
SHARED_SETTINGS = {**ENGINE_SETTINGS, "max_connections": "400"}

BAD_ENGINE = Sentence(
    "无法在 {path} 建立共用数据库的目录（{why}）；未写入任何内容。请用 SUIXING_ENGINE 指定可写的目录。",
    "The folder {path} for a shared database cannot be made ({why}); nothing was written. Name a folder that can be "
    "written with SUIXING_ENGINE.",
)
HELD_BY_ANOTHER = Sentence(
    "共用数据库中的 {name} 属于另一个数据目录，口令不符；未改动。请用该节点的数据目录，或换一个 SUIXING_ENGINE。",
    "The database {name} of the shared engine belongs to another data folder, whose passwords are not those of this "
    "one; nothing was changed. Use that node's folder, or another SUIXING_ENGINE.",
)
NO_ENGINE = Sentence(
    "本节点的数据库所在目录 {path} 不在或不完整；节点未启动。请把该目录放回原处。",
    "The folder {path} with this node's database is missing or not complete; the node was not started. Put the folder "
    "back.",
)

_OPEN_TO_ALL = """
    SELECT 1 FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) held
    WHERE d.datname = %s AND held.grantee = 0
"""
_MAY_ENTER = "SELECT 1 WHERE has_database_privilege(%s, %s, 'CONNECT')"


@dataclass(frozen=True)
class Address:
    """Where one role finds the database. ``host`` may be a socket folder."""

    host: str
    port: int
    name: str
    user: str
    password: str
    options: tuple[tuple[str, str], ...] = ()

    def django(self) -> dict[str, Any]:
        """As an entry of Django's ``DATABASES``."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": self.host,
            "PORT": str(self.port),
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "OPTIONS": dict(self.options),
            "ATOMIC_REQUESTS": False,
            "CONN_HEALTH_CHECKS": True,
        }

    def libpq_environment(self) -> dict[str, str]:
        """For pg_dump and pg_restore; a password on a command line could be read by others."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGDATABASE": self.name,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            **{LIBPQ_VARIABLES[name]: value for name, value in self.options if name in LIBPQ_VARIABLES},
        }

    def connect(self) -> "psycopg.Connection[Any]":
        """A plain connection, autocommit."""
        options = {"connect_timeout": "10", **dict(self.options)}
        said = make_conninfo(
            "",
            host=self.host,
            port=self.port,
            dbname=self.name,
            user=self.user,
            password=self.password,
            **options,
        )
        return psycopg.connect(said, autocommit=True)


@dataclass(frozen=True)
class Databases:
    """The addresses of each role; ``cluster`` is None where the server is not ours to start.

    ``is_shared``: databases of other nodes lie in the same cluster.
    """

    owner: Address
    serving: Address
    sign_in: Address
    intake: Address
    cluster: Cluster | None
    is_shared: bool = False

    @property
    def addresses(self) -> tuple[Address, ...]:
        """In the order of ``ROLES``."""
        return (self.owner, self.serving, self.sign_in, self.intake)

    def for_process(self, process: str) -> dict[str, Any]:
        """Django's ``DATABASES`` for the web process, the ``intake`` worker, or a command of the node's operator."""
        default, door = {
            "web": (self.serving, self.sign_in),
            "intake": (self.intake, self.intake),
        }.get(process, (self.owner, self.owner))
        found = {"default": default.django(), "door": {**door.django(), "TEST": {"MIRROR": "default"}}}
        if process == "web":
            for settings in found.values():
                # A web process answers every request in a thread of its own; connections are kept here instead.
                settings["OPTIONS"] = {**settings["OPTIONS"], "pool": {"min_size": 2, "max_size": WEB_CONNECTIONS}}
        return found


def databases_of(home: Home, environ: dict[str, str] | None = None) -> Databases:
    """The databases of a node, from the environment; raises Refusal for a setting that cannot be right."""
    values = os.environ if environ is None else environ
    urls = {role: values.get(variable, "").strip() for role, variable in URLS.items()}
    if not any(urls.values()):
        return embedded(home)
    missing = [URLS[role] for role, url in urls.items() if not url]
    if missing:
        raise Refusal(
            Sentence(
                zh="四个数据库地址须一同设置，缺少 {missing}；节点未启动。",
                en="The four database addresses must be set together; {missing} is missing. Nothing was started.",
            ).format(missing=", ".join(missing))
        )
    read = {role: read_url(URLS[role], url) for role, url in urls.items()}
    if len({address.user for address in read.values()}) < len(read):
        raise Refusal(
            Sentence(
                zh="四个数据库地址须各用一个角色（{variables}）；节点未启动。",
                en="The four database addresses must each name a role of its own ({variables}); nothing was started.",
            ).format(variables=", ".join(URLS.values()))
        )
    return Databases(read["owner"], read["serving"], read["sign_in"], read["intake"], None)


def make_passwords(home: Home) -> None:
    """Draw the passwords of the node's roles, and of the superuser of an engine of its own."""
    databases = embedded(home)
    for address in databases.addresses:
        Passwords(_secrets(home)).make(address.user)
    if databases.cluster is not None and not databases.is_shared:
        Passwords(databases.cluster.secrets).make(SUPERUSER)


def make_engine(folder: Path) -> None:
    """Make ``folder`` one that holds an engine for several nodes, unless it is one; raises Refusal where it cannot."""
    engine = Home(folder)
    try:
        engine.run.mkdir(parents=True, exist_ok=True)
        engine.run.chmod(0o700)
    except OSError as error:
        raise Refusal(BAD_ENGINE.format(path=folder, why=error.strerror or "?")) from None
    with turn_of(engine.run):
        Passwords(_secrets(engine)).make(SUPERUSER)


def _secrets(home: Home) -> Path:
    return home.keys / "database"


def embedded(home: Home) -> Databases:
    """The cluster inside the data folder, or in the folder that the node shares with others."""
    standing = standing_of(home)
    engine, name, settings = home, DATABASE, ENGINE_SETTINGS
    if standing.engine is not None:
        engine, name, settings = Home(standing.engine), f"{DATABASE}_{standing.place}", SHARED_SETTINGS
    cluster = Cluster(engine.database, _secrets(engine), settings, engine.run)
    passwords = Passwords(_secrets(home))
    socket = str(cluster.socket)
    owner, serving, sign_in, intake = (
        Address(socket, PORT, name, user, passwords.of(user)) for user in (f"{name}_{role}" for role in ROLES)
    )
    return Databases(owner, serving, sign_in, intake, cluster, is_shared=standing.engine is not None)


def read_url(variable: str, url: str) -> Address:
    """A ``postgresql://role:password@host:port/name?sslmode=…`` address."""
    bad = Refusal(
        Sentence(
            zh="{variable} 不是可用的地址；应为 postgresql://角色:密码@主机:端口/库名。节点未启动。",
            en="{variable} is not an address that can be used; it should read "
            "postgresql://role:password@host:port/name. Nothing was started.",
        ).format(variable=variable)
    )
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise bad from None
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    name = parts.path.lstrip("/")
    if parts.scheme not in {"postgres", "postgresql"} or not (host and name and parts.username):
        raise bad
    return Address(
        host, port, unquote(name), unquote(parts.username), unquote(parts.password or ""), tuple(query.items())
    )


@contextmanager
def available(databases: Databases) -> Iterator[None]:
    """The server answers, is one that Suixing can use, and holds our roles, inside this block."""
    if databases.cluster is None:
        for address in databases.addresses:
            check_server(address)
        yield
        return
    if databases.is_shared and not databases.cluster.password:
        # Never an empty engine in silence where that of the nodes is away.
        raise Refusal(NO_ENGINE.format(path=databases.cluster.run.parent))
    with leased(databases.cluster):
        make_database(databases)
        yield


def make_database(databases: Databases) -> None:
    """Roles and database of the node in the embedded cluster, as far as they are missing."""
    if databases.cluster is None:
        return
    name, owner = databases.owner.name, databases.owner.user
    with databases.cluster.connect() as connection:
        # Whoever comes at the same time waits, and then finds them there.
        connection.execute("SELECT pg_advisory_lock(hashtextextended('suixing making', 0))")
        present = {str(row[0]) for row in connection.execute("SELECT rolname FROM pg_roles")}
        for address in databases.addresses:
            # Tests make databases of their own, in a cluster of their own.
            rights = "CREATEDB" if address.user == owner and not databases.is_shared else "NOCREATEDB"
            if address.user not in present:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS {} PASSWORD {}").format(
                        sql.Identifier(address.user), sql.SQL(rights), sql.Literal(address.password)
                    )
                )
        held = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if held is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner))
            )
        if databases.is_shared:
            _check_password(databases.owner)
            _shut_out_others(connection, name, [address.user for address in databases.addresses])


def _check_password(owner: Address) -> None:
    # Two folders with one place: the second must not work on what is the first one's.
    try:
        owner.connect().close()
    except psycopg.OperationalError:
        raise Refusal(HELD_BY_ANOTHER.format(name=owner.name)) from None


def _shut_out_others(connection: "psycopg.Connection[Any]", name: str, roles: list[str]) -> None:
    """Only the roles of this node enter its database, and none of any node those of the engine itself."""
    for database in (name, "postgres", "template1"):
        if connection.execute(_OPEN_TO_ALL, [database]).fetchone():
            connection.execute(
                sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database))
            )
    for role in roles:
        if not connection.execute(_MAY_ENTER, [role, name]).fetchone():
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(role))
            )


def check_server(address: Address) -> None:
    """Version, encoding and locale; trigrams and order of Chinese text depend on them."""
    try:
        with address.connect() as connection:
            version = connection.info.server_version
            row = connection.execute(
                "SELECT pg_encoding_to_char(encoding), datctype, to_jsonb(d) ->> 'datlocale'"
                " FROM pg_database d WHERE datname = current_database()"
            ).fetchone()
    except psycopg.OperationalError:
        raise Refusal(
            Sentence(
                zh="数据库 {host}（库 {name}，角色 {user}）无法连接；节点未启动，数据未改动。请检查地址、密码和网络。",
                en="The database at {host} (database {name}, role {user}) cannot be reached; nothing was started or "
                "changed. Check address, password and network.",
            ).format(host=address.host, name=address.name, user=address.user)
        ) from None
    if version < OLDEST_SERVER:
        raise Refusal(
            Sentence(
                zh="数据库版本过旧（{version}），需要 PostgreSQL 15 或更高；节点未启动。",
                en="The database server is too old ({version}); PostgreSQL 15 or later is needed. Nothing was started.",
            ).format(version=version // 10000)
        )
    encoding, ctype, provided = row if row else ("", "", None)
    if encoding != "UTF8" or (str(provided or ctype).upper() in {"C", "POSIX"}):
        raise Refusal(
            Sentence(
                zh="数据库编码须为 UTF8 且区域设置不能是 C（现为 {encoding}，{ctype}），否则中文检索会落空；"
                "节点未启动。"
                "请用 C.UTF-8 或 zh_CN.UTF-8 重建该库。",
                en="The database must use UTF8 and a locale other than C (it has {encoding}, {ctype}): searching "
                "Chinese text would find nothing. Nothing was started. Create it anew with C.UTF-8 or zh_CN.UTF-8.",
            ).format(encoding=encoding, ctype=provided or ctype)
        )
