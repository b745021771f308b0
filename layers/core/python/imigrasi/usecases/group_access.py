"""Who may pay and book for a group: whoever holds its key. It opens no application, and no application's key does."""

from __future__ import annotations

from imigrasi.domain.errors import NotFound
from imigrasi.domain.group import Group
from imigrasi.domain.identifier import is_group_number
from imigrasi.usecases.access import fits
from imigrasi.usecases.group_ports import GroupFile, GroupStore


def authorised_group(groups: GroupStore, group_id: str, key: str) -> Group:
    """The group, if `key` opens it. Raises NotFound, the same for both faults."""
    try:
        group = groups.group(_number(group_id))
    except NotFound:
        fits(key, None)
        raise
    if not fits(key, group.key_hash):
        raise NotFound
    return group


def authorised_group_file(groups: GroupStore, group_id: str, key: str) -> GroupFile:
    """With its orders. Raises NotFound."""
    try:
        file = groups.file(_number(group_id))
    except NotFound:
        fits(key, None)
        raise
    if not fits(key, file.group.key_hash):
        raise NotFound
    return file


def _number(group_id: str) -> str:
    """The number as stored. A malformed one is looked up as a number nobody has."""
    return group_id if is_group_number(group_id) else "GRP-0000-0000-U"
