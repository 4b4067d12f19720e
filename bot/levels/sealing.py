"""The key of an office, its signature under a file, and what a file must be to be believed.

A sealed file is text, line by line: the header (format, version, public key, signature), the
statement, then the evidence that goes along, each file in one line of base64. The signature is
Ed25519 over everything after the header. It is checked before anything else is read: a
stranger's JSON is never opened. The private key lies in the office's home, for its owner's
eyes alone, and is neither shown nor logged nor backed up.
"""

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from bot.levels.statement import HandupRefused, Sha256
from db.files import LARGEST

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "duban report-up"
VERSION = 1
KEY_FILE = "report-up.key"
_BEGINS = f'{{"duban":"{FORMAT}"'.encode()
_LONGEST_HEADER = 600
_KEY_LENGTH = 32
_NONE = ("这不是督办的上报文件", "请用 duban report-up 生成的文件，不要改名另存或编辑。")
_ALTERED = (
    "上报文件的签名不符，内容可能被改动过，没有采用",
    "请对方重新生成；传送中不要打开另存，也不要编辑。",
)

PublicKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


@dataclass(frozen=True, slots=True)
class _Header:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")
    duban: Literal["duban report-up"]
    key: PublicKey
    signature: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}$")]
    version: Annotated[int, Field(ge=1, lt=1000)]


_HEADER = TypeAdapter(_Header)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file taken apart, and not yet believed. sha256: of the whole file."""

    sha256: Sha256
    key: str
    signature: bytes
    body: bytes

    def opened(self) -> tuple[bytes, tuple[bytes, ...]]:
        """The statement and the evidence that goes along, if the key in its header signed just this. Raises HandupRefused."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(_bytes(self.key)).verify(self.signature, _signed(self.body))
        except (InvalidSignature, ValueError) as error:
            raise HandupRefused(*_ALTERED) from error
        statement, *lines = self.body.split(b"\n")
        try:
            return statement, tuple(base64.b64decode(line, validate=True) for line in lines if line)
        except binascii.Error as error:
            raise HandupRefused(*_ALTERED) from error


def looks_sealed(head: bytes) -> bool:
    """Whether a file that begins so means to be one."""
    return head.startswith(_BEGINS)


def taken_apart(raw: bytes) -> Sealed:
    """The file's parts. Raises HandupRefused for one that is none, too large, or of a later version."""
    if len(raw) > LARGEST:
        raise HandupRefused(
            f"文件超过{LARGEST // 1024 // 1024}MB", "请对方重新生成；佐证过多时程序会自行取舍。"
        )
    first, found, body = raw[: LARGEST + 1].partition(b"\n")
    if not found or not looks_sealed(first) or len(first) > _LONGEST_HEADER:
        raise HandupRefused(*_NONE)
    try:
        header = _HEADER.validate_json(first)
    except ValidationError as error:
        raise HandupRefused(*_NONE) from error
    if header.version > VERSION:
        raise HandupRefused("上报文件由更新的版本生成，读不了", "请先把本机的程序升级到同一版本。")
    return Sealed(hashlib.sha256(raw).hexdigest(), header.key, _bytes(header.signature), body)


def sealed(statement: bytes, evidence: Iterable[bytes], key: "Ed25519PrivateKey") -> bytes:
    """The whole file, signed."""
    body = b"".join(_lines(statement, evidence))
    header = {
        "duban": FORMAT, "key": public(key), "signature": _text(key.sign(_signed(body))), "version": VERSION,
    }  # fmt: skip
    return json.dumps(header, separators=(",", ":")).encode() + b"\n" + body


def _lines(statement: bytes, evidence: Iterable[bytes]) -> Iterator[bytes]:
    yield statement
    yield b"\n"
    for content in evidence:
        yield base64.b64encode(content)
        yield b"\n"


def _signed(body: bytes) -> bytes:
    """What is signed says what it is, so that no other signature of that key can stand for it."""
    return f"{FORMAT} {VERSION}\n".encode() + body


# ---------------------------------------------------------------- keys


def key_in(home: Path) -> "Ed25519PrivateKey | None":
    """The office's own key; None where it has none yet. Raises HandupRefused where others can read it, or it is none."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = home / KEY_FILE
    try:
        content = path.read_bytes()
        loose = os.name == "posix" and path.stat().st_mode & 0o077
    except FileNotFoundError:
        return None
    if loose:
        raise HandupRefused(
            f"签名密钥 {path} 本机别的用户也能读，没有使用",
            f"请运行 chmod 600 {path}；可能已泄露的，删去后重新生成并通知上级。",
        )
    if len(content) != _KEY_LENGTH:
        raise HandupRefused(f"签名密钥 {path} 已损坏", "请删去后重新生成，并请上级登记新的公钥。")
    return Ed25519PrivateKey.from_private_bytes(content)


def make_key(home: Path) -> "Ed25519PrivateKey":
    """Afterwards the office has a key, made once: the one it had, or a new one that only its owner can read."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if (known := key_in(home)) is not None:
        return known
    key = Ed25519PrivateKey.generate()
    new = home / f"{KEY_FILE}.{os.getpid()}"
    handle = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key.private_bytes_raw())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(new, home / KEY_FILE)  # never over a key that another process made meanwhile
        except FileExistsError:
            return key_in(home) or key
    finally:
        new.unlink(missing_ok=True)
    return key


def public(key: "Ed25519PrivateKey") -> str:
    """The key that may be shown: what the level above registers."""
    return _text(key.public_key().public_bytes_raw())


def fingerprint(key: str) -> str:
    """Twenty digits of a public key (66 bits), to be read out on the telephone: 1234 5678 9012 3456 7890."""
    number = int.from_bytes(hashlib.sha256(_bytes(key)).digest()[:16]) % 10**20
    digits = f"{number:020}"
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


def is_public(text: str) -> bool:
    """Whether this can be a public key."""
    try:
        return len(text) == 43 and len(_bytes(text)) == _KEY_LENGTH
    except ValueError:
        return False


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
