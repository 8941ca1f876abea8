"""The house rules a parsed module can break, each a function from a module to its offences: line and what."""

import ast
from collections.abc import Callable, Iterator

from tests.house.tree import WORDS, Module

Offences = Iterator[tuple[int, str]]
Rule = Callable[[Module], Offences]

FILE_MAX = 400
FUNCTION_MAX = 60


def short_file(module: Module) -> Offences:
    """None passes 400 lines."""
    lines = len(module.text.splitlines())
    if lines > FILE_MAX:
        yield lines, f"{lines} lines"


def short_functions(module: Module) -> Offences:
    """A function fits in 60 lines."""
    for function in _functions(module):
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > FUNCTION_MAX:
            yield function.lineno, f"{function.name} has {lines} lines"


def telling_name(module: Module) -> Offences:
    """No folder or module with a name that says nothing; a name that a framework asks for may."""
    if module.path in WORDS["names_of_frameworks"]:
        return
    for name in module.path.removesuffix(".py").split("/"):
        if name in WORDS["empty_names"]:
            yield 1, f"{name} says nothing about what is inside"


def opening_sentence(module: Module) -> Offences:
    """A module opens with one sentence."""
    first = (ast.get_docstring(module.tree) or "").partition("\n")[0]
    if not first.endswith("."):
        yield 1, "no opening sentence"


def imports_on_top(module: Module) -> Offences:
    """No import inside a function."""
    for function in _functions(module):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node.lineno, f"import inside {function.name}"


def no_float(module: Module) -> Offences:
    """No binary fraction: not as a literal, a type, a conversion or a column."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"{node.value} is a float"
        for name in _names(node):
            if name in WORDS["floats"]:
                yield _line(node), name


def no_clock(module: Module) -> Offences:
    """Only wire/clock.py reads the clock."""
    for node in ast.walk(module.tree):
        dotted = [ast.unparse(node)] if isinstance(node, ast.Attribute) else list(_imports(node))
        for name in dotted:
            if any(f".{name}".endswith(f".{clock}") for clock in WORDS["clock"]):
                yield _line(node), f"{name} reads the clock"
        if isinstance(node, ast.keyword) and node.arg in WORDS["clock_keywords"]:
            yield node.lineno, f"{node.arg} reads the clock"


def no_signals(module: Module) -> Offences:
    """No signals: who reads an action sees all that it does."""
    for node in ast.walk(module.tree):
        for name in _imports(node):
            if "signals" in name.split(".") or name.startswith("django.dispatch"):
                yield _line(node), name


def no_country(module: Module) -> Offences:
    """No country's name or code as an identifier or in a string; docstrings may speak of one."""
    docstrings = set(_docstrings(module.tree))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            words = [node.value]
        else:
            words = [*_names(node), *_imports(node)]
        for word in words:
            if word.lower() in WORDS["country_codes"] or any(name in word.lower() for name in WORDS["country_names"]):
                yield _line(node), word


def _functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _names(node: ast.AST) -> Iterator[str]:
    for attribute in ("id", "attr", "name", "arg", "asname"):
        if isinstance(name := getattr(node, attribute, None), str):
            yield name


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            yield first.value


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 1)
