"""The embedded hall: migrate, load the demo once, serve, work in the background, stop cleanly."""

import contextlib
import os
import signal
import socket

import waitress
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from organisation.models import Node
from training_site.embedded_worker import EmbeddedWorker
from training_site.management.commands.load_demo import unfinished

ROOM = "0.0.0.0"  # noqa: S104 - everyone in the room, if the person asks for it


class Command(BaseCommand):
    help = "Serve the hall with its background worker inside one process. No service is needed."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args, host, port, threads, **options):
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._refuse_taken_port(host, port)
        address = f"http://{_room_address() if host == ROOM else host}:{port}"
        if "PUBLIC_URL" not in os.environ:  # QR codes and mail lead where the person is told to go
            settings.PUBLIC_URL = settings.WAGTAILADMIN_BASE_URL = address
        try:
            from training_site.wsgi import application  # which refuses while another serves this database

            self._migrate()
            self._load_demo()
        except KeyboardInterrupt:
            raise SystemExit(0) from None
        except ImproperlyConfigured as refusal:
            raise CommandError(refusal) from refusal

        server = waitress.create_server(application, host=host, port=port, threads=threads, ident=None)
        worker = EmbeddedWorker()
        worker.start()
        with contextlib.suppress(KeyboardInterrupt):
            self._greet(address)
            server.run()
        self.stdout.write("\n正在停下，等后台任务做完… stopping, finishing background work")
        server.close()
        worker.stop()

    def _stop(self, signum, frame):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C of the group must not cut a task off
        raise KeyboardInterrupt  # the one that Wagtail's tasks let through, which run in place while the demo is loaded

    def _refuse_taken_port(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"{host}:{port} 已被占用，换一个端口：make run PORT=8080 · the port is taken, choose another"
                ) from error

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("建立或更新数据库… preparing the database")
            call_command("migrate", verbosity=0, interactive=False)

    def _load_demo(self) -> None:
        if settings.DEMO and (unfinished().exists() or not Node.objects.exists()):
            self.stdout.write("载入演示大厅（只在第一次）… loading the demo hall (first start only)")
            call_command("load_demo", stdout=self.stdout)

    def _greet(self, address: str) -> None:
        self.stdout.write(f"\n  {settings.SITE_NAME}  {address}/\n")
        if settings.DEMO_ACCOUNTS:
            self.stdout.write(f"  演示账号 demo accounts: {' · '.join(settings.DEMO_ACCOUNTS)}")
            self.stdout.write(f"  密码 password: {settings.DEMO_PASSWORD}\n  Ctrl-C 停止 stops\n")
        self.stdout.flush()


def _room_address() -> str:
    """This machine's address as others in the room see it; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return socket.gethostname()
