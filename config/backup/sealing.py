"""A stream sealed piece by piece, so that a backup of any size needs little memory and cannot be cut short unseen.

Layout: 8 bytes magic · 16 bytes file id · pieces. A piece: 4 bytes length · 12 bytes nonce · AES-256-GCM ciphertext.
The associated data is file id · piece number · 1 byte "last". Source: the STREAM construction (Hoang, Reyhanitabar,
Rogaway and Vizár, 2015).
"""

import os
import struct
from collections.abc import Iterable, Iterator
from itertools import product
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"SAFERBK1"
PIECE = 1 << 20
NONCE_BYTES, ID_BYTES, TAG_BYTES = 12, 16, 16


class Damaged(Exception):
    """Not a backup, not ours, or changed or cut short on the way."""


class SealingWriter:
    """A file-like object: what is written into it leaves encrypted. Must be closed to be complete."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        self.out, self.cipher, self.file_id = out, AESGCM(key), os.urandom(ID_BYTES)
        self.held, self.number = bytearray(), 0
        out.write(MAGIC + self.file_id)

    def write(self, data: bytes) -> None:
        self.held += data
        while len(self.held) > PIECE:
            self._piece(bytes(self.held[:PIECE]), last=False)
            del self.held[:PIECE]

    def close(self) -> None:
        self._piece(bytes(self.held), last=True)
        self.out.flush()

    def _piece(self, plain: bytes, *, last: bool) -> None:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self.cipher.encrypt(nonce, plain, _about(self.file_id, self.number, last))
        self.out.write(struct.pack(">I", len(sealed)) + nonce + sealed)
        self.number += 1


def opened(source: BinaryIO, keys: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces in clear, in order. Raises Damaged before it gives anything that is not genuine.

    keys: those with which it may have been sealed; the first piece says which it was.
    """
    head = source.read(len(MAGIC) + ID_BYTES)
    if len(head) != len(MAGIC) + ID_BYTES or not head.startswith(MAGIC):
        raise Damaged("this file is not a backup of SAFER Referrals")
    ciphers, file_id, number, ended = [AESGCM(key) for key in keys], head[len(MAGIC) :], 0, False
    while prefix := source.read(4):
        if ended:
            raise Damaged("something was added after the end")
        nonce, sealed = _whole_piece(source, prefix)
        cipher, plain, ended = _open_piece(ciphers, file_id, number, nonce, sealed)
        ciphers = [cipher]
        number += 1
        yield plain
    if not ended:
        raise Damaged("the file was cut short")


def _whole_piece(source: BinaryIO, prefix: bytes) -> tuple[bytes, bytes]:
    length = struct.unpack(">I", prefix)[0] if len(prefix) == 4 else 0
    if not TAG_BYTES <= length <= PIECE + TAG_BYTES:
        raise Damaged("a piece has an impossible length")
    nonce, sealed = source.read(NONCE_BYTES), source.read(length)
    if len(nonce) != NONCE_BYTES or len(sealed) != length:
        raise Damaged("the file was cut short")
    return nonce, sealed


def _open_piece(
    ciphers: list[AESGCM], file_id: bytes, number: int, nonce: bytes, sealed: bytes
) -> tuple[AESGCM, bytes, bool]:
    """→ which opened it, what was in it, and whether it is the last."""
    for cipher, last in product(ciphers, (False, True)):
        try:
            return cipher, cipher.decrypt(nonce, sealed, _about(file_id, number, last)), last
        except InvalidTag:
            continue
    raise Damaged(f"piece {number} was changed, moved or sealed with another key")


def _about(file_id: bytes, number: int, last: bool) -> bytes:
    return file_id + struct.pack(">Q?", number, last)


class Unsealed:
    """Reads exact numbers of bytes from the pieces in clear."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.held = pieces, bytearray()

    def exactly(self, count: int) -> bytes:
        while len(self.held) < count:
            piece = next(self.pieces, None)
            if piece is None:
                raise Damaged("the backup ends too early")
            self.held += piece
        taken = bytes(self.held[:count])
        del self.held[:count]
        return taken

    def finish(self) -> None:
        """Nothing may be left, and the end must be genuine."""
        if self.held or any(self.pieces):
            raise Damaged("there is more in the file than a backup holds")
