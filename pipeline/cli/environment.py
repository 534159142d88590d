"""What the command sets in the environment of its process and of its workers.

Before numpy is imported: its matrix library reads these once, when it is loaded.
"""

from __future__ import annotations

import os
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")
_WIDE = frozenset({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"})


def prepare() -> None:
    """Set what the user has not set: one thread a process, memory given back, wide kernels."""
    # processes are the parallelism
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    # what Arrow no longer needs goes back to the system: a sixth less at the peak
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    kernels = wide_kernels()
    if kernels is not None:
        os.environ.setdefault("OPENBLAS_CORETYPE", kernels)


def wide_kernels(cpuinfo: Path = _CPUINFO) -> str | None:
    """The kernels that OpenBLAS should take where it would not find out by itself.

    It goes by the model of the processor, and takes one of AMD's that is newer than itself for one
    without AVX-512; multiplying matrices then takes twice as long. These are the kernels that it
    takes on the models that it knows. Others are recognised, or left alone.

    Args:
        cpuinfo: what Linux says of the processor; a missing file is another system.

    Returns:
        A value of ``OPENBLAS_CORETYPE``, or None.
    """
    try:
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    about = {key.strip(): value for key, _, value in (line.partition(":") for line in lines)}
    made_by_amd = about.get("vendor_id", "").strip() == "AuthenticAMD"
    return "SkylakeX" if made_by_amd and set(about.get("flags", "").split()) >= _WIDE else None
