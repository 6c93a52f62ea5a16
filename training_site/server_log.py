"""gunicorn's own lines in the shape of all others: `--logger-class training_site.server_log.ServerLog`."""

from gunicorn.glogging import Logger

from training_site.logs import JsonFormatter


class ServerLog(Logger):
    """Starts, stops and lost workers as JSON; requests are in nginx's log."""

    def setup(self, cfg) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())
