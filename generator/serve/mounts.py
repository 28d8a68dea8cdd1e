"""Which folders lie on a network file system, where the kernel does not tell of others' changes."""

from __future__ import annotations

import re
from pathlib import Path

# fmt: off
_NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "beegfs",
    "gpfs", "orangefs", "coda", "9p", "virtiofs", "vboxsf", "vmhgfs", "prl_fs", "drvfs", "osxfs",
    "fuse.sshfs", "fuse.glusterfs", "fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.s3fs",
    "fuse.vmhgfs-fuse", "fuse.grpcfuse", "fuse.osxfs", "fuse.juicefs", "fuse.ceph", "fuse.smbnetfs",
})
# fmt: on
_OCTAL = re.compile(r"\\([0-7]{3})")


def network_mount(folder: Path, mounts: str) -> str:
    """The type of the network file system that holds `folder`, or "" for a local one.

    `mounts` is the text of /proc/mounts: device, mount point (with octal escapes), type, options.
    A later line at the same mount point lies over an earlier one.
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_OCTAL.sub(lambda m: chr(int(m[1], 8)), fields[1]))
        depth = len(point.parts)
        if depth >= best and folder.is_relative_to(point):
            best, kind = depth, fields[2]
    return kind if kind in _NETWORK else ""


def mounts_table() -> str:
    """/proc/mounts, or "" on systems without one."""
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
