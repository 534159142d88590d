"""Settings: what ``pledger.toml`` may say, with defaults, checked by pydantic."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import SettingsError

FILE_NAME = "pledger.toml"


class Limits(BaseModel):
    """How much one input file may cost before it becomes a row of ``failures``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seconds: float = Field(60, gt=0, description="wall time to read one file")
    memory_mb: int = Field(1500, ge=64, description="address space of the reading process, MiB")
    megabytes: float = Field(50, gt=0, description="size of one file, MB")
    pages: int = Field(2000, ge=1, description="pages of one PDF")
    characters: int = Field(5_000_000, ge=1, description="canonical text of one document")
    depth: int = Field(512, ge=16, description="nesting of HTML elements")


class Settings(BaseModel):
    """All settings. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: Literal["local", "ray"] = Field("local", description="what runs the batch")
    layout: Literal["auto", "files", "parts"] = Field(
        "auto",
        description="tables as single files, or as folders of parts; auto: parts with ray",
    )
    part_rows: int = Field(
        2_000_000, ge=1, description="rows of all tables together that one part holds, about"
    )
    workers: int = Field(0, ge=0, description="worker processes; 0 means one a core")
    models: Path | None = Field(
        None, description="folder with en_pledger/, rules/ and lexicons/; default: the one shipped"
    )
    syntax_model: str | None = Field(
        None, description="another spaCy pipeline for the syntax: a package name or a folder"
    )
    isolate: bool = Field(True, description="read each file in a child process with limits")
    pdf_password: str | None = Field(None, description="password tried on encrypted PDFs")
    country: str | None = Field(
        None, pattern="^[A-Z]{2}$", description="ISO 3166-1 country of publishers not known"
    )
    limits: Limits = Field(default_factory=Limits, description="limits on one input file")

    @property
    def in_parts(self) -> bool:
        """Whether tables are written as folders of parts."""
        return self.layout == "parts" or (self.layout == "auto" and self.engine == "ray")


def load(path: Path | None = None) -> Settings:
    """Read settings from a TOML file.

    Args:
        path: the file; None looks for ``pledger.toml`` in the working folder and falls back
            to the defaults.

    Raises:
        SettingsError: the file is missing, not TOML, or has an unknown key or a bad value.
    """
    if path is None:
        path = Path(FILE_NAME)
        if not path.exists():
            return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"cannot be read: {error.strerror}", where=str(path), hint="check the path"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"is not valid TOML: {error}", where=str(path)) from error
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError(
            "; ".join(_explain(e) for e in error.errors()),
            where=str(path),
            hint="the keys are documented in docs/settings.md",
        ) from error


def _explain(error: object) -> str:
    assert isinstance(error, dict)
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key '{key}'"
    return f"'{key}': {error['msg']}"


def models_folder(settings: Settings | None = None) -> Path:
    """The folder that holds ``en_pledger/``, ``rules/`` and ``lexicons/``.

    A checkout has it beside the package, an installed wheel inside it.
    """
    if settings is not None and settings.models is not None:
        return settings.models
    package = Path(str(resources.files("pipeline")))
    beside = package.parent / "models"
    return beside if beside.is_dir() else package / "_models"
