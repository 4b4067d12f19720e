"""WeCom's envelope (document 90968): AES-256-CBC, PKCS#7 to 32 bytes, a SHA-1 over the sorted four.

Knows no XML and no HTTP. What does not open is `Forged`; why is said, what was in it is not.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

KEY_LENGTH = 43  # characters of the EncodingAESKey; the 44th would be “=”
BLOCK = 32  # bytes; AES itself has 16
_RANDOM, _LENGTH = 16, 4


class Forged(Exception):
    """What came is not from WeCom, or not for us."""


class Envelope:
    """Opens and closes what WeCom sends to one receiver.

    receive_id: the corporation's id for a self-built app, empty for an AI bot. Raises ValueError on a key
    that is not 43 characters of base64.
    """

    __slots__ = ("_key", "_receive_id", "_token")

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        self._token = token
        self._receive_id = receive_id.encode()
        self._key = _decoded(aes_key)

    def signature(self, timestamp: str, nonce: str, sealed: str) -> str:
        """The msg_signature that belongs to these three."""
        text = "".join(sorted((self._token, timestamp, nonce, sealed)))
        return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    def open(self, signature: str, timestamp: str, nonce: str, sealed: str) -> bytes:
        """The message inside. Raises Forged unless signature, padding, length and receiver all agree."""
        expected = self.signature(timestamp, nonce, sealed)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise Forged("签名不符")
        return self._opened(sealed)

    def seal(self, message: bytes, random: bytes | None = None) -> str:
        """The message closed, in base64. random: sixteen bytes, fresh ones by default."""
        head = (random or secrets.token_bytes(_RANDOM)) + len(message).to_bytes(_LENGTH, "big")
        padder = PKCS7(BLOCK * 8).padder()
        plain = padder.update(head + message + self._receive_id) + padder.finalize()
        encryptor = _cipher(self._key).encryptor()
        return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()

    def _opened(self, sealed: str) -> bytes:
        try:
            plain = decrypt(self._key, base64.b64decode(sealed, validate=True))
        except (ValueError, binascii.Error):
            raise Forged("密文解不开") from None
        start = _RANDOM + _LENGTH
        end = start + int.from_bytes(plain[_RANDOM:start], "big")
        if len(plain) < start or end > len(plain):
            raise Forged("密文长度不符")
        if not hmac.compare_digest(plain[end:], self._receive_id):
            raise Forged("不是发给本单位的")
        return plain[start:end]


def decrypt(key: bytes, sealed: bytes) -> bytes:
    """A file or a message as it was before it was encrypted. Raises ValueError."""
    if not sealed or len(sealed) % BLOCK:
        raise ValueError("length")
    decryptor = _cipher(key).decryptor()
    unpadder = PKCS7(BLOCK * 8).unpadder()
    padded = decryptor.update(sealed) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _decoded(aes_key: str) -> bytes:
    # The official sample's last character carries stray bits: it must be taken, so no strict decoding here.
    try:
        key = base64.b64decode(aes_key + "=")
    except (ValueError, binascii.Error):
        key = b""
    if len(aes_key) != KEY_LENGTH or len(key) != 32:
        raise ValueError(f"EncodingAESKey 应是{KEY_LENGTH}个字母和数字")
    return key
