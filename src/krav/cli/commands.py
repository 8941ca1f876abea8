"""A group of commands each of which is read when somebody names it: `krav status` waits for no court and no mail carrier."""

from importlib import import_module

import click


class Commands(click.Group):
    """Beside the commands it has, it knows where others stand."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._places: dict[str, str] = {}

    def later(self, module: str, *commands: str, **named: str) -> None:
        """The commands of a module by what they are called in it; where a command has another name, by that."""
        self._places |= {name.replace("_", "-"): f"{module}:{name}" for name in commands}
        self._places |= {name.replace("_", "-"): f"{module}:{own}" for name, own in named.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._places and cmd_name not in self.commands:
            module, _, own = self._places[cmd_name].partition(":")
            self.add_command(getattr(import_module(module), own), cmd_name)
        return super().get_command(ctx, cmd_name)
