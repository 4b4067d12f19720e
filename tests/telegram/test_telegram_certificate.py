"""A clock that is wrong shows itself first in a certificate nobody believes."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.telegram import TelegramRefused, check
from tests.fake_bot_api import TOKEN

HERE = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])


def certified(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate that begins to hold tomorrow."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(HERE)
        .issuer_name(HERE)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now + timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "pem"
    file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_that_does_not_hold_speaks_of_the_clock(tmp_path: Path) -> None:
    runner = web.AppRunner(web.Application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certified(tmp_path)).start()
    try:
        with pytest.raises(TelegramRefused, match="时钟") as caught:
            await check(TOKEN, f"https://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()
    assert caught.value.passing
    assert TOKEN not in str(caught.value)
