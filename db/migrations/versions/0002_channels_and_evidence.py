"""Channels and evidence."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("update_id", sa.Text(), nullable=False),
        sa.Column("body", db.types.Json(), nullable=False),
        sa.Column("at", db.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", db.types.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("channel", "update_id", name=op.f("uq_arrival_channel_update_id")),
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.create_index(
            "ix_arrival_unfinished",
            ["channel", "id"],
            unique=False,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )

    op.create_table(
        "sign_in",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", db.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", db.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("used_at", db.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", db.types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_sign_in_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("hash", name=op.f("uq_sign_in_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", db.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_evidence_contact_id")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_evidence_inbox_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_evidence_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_inbox_id"), ["inbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_report_id"), ["report_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            "ix_evidence_waiting",
            ["contact_id"],
            unique=False,
            sqlite_where=sa.text("report_id IS NULL"),
            postgresql_where=sa.text("report_id IS NULL"),
        )

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rank", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("unreachable_at", db.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("unreachable_why", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("unreachable_told", db.types.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_account_unreachable",
            ["channel", "address"],
            unique=False,
            sqlite_where=sa.text("unreachable_at IS NOT NULL"),
            postgresql_where=sa.text("unreachable_at IS NOT NULL"),
        )

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("files", db.types.Json(none_as_null=True), nullable=True))

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("steps", db.types.Json(), server_default="[]", nullable=False))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("enclosure", db.types.Json(none_as_null=True), nullable=True))
        batch_op.create_index(
            "ix_outbox_enclosing",
            ["id"],
            unique=False,
            sqlite_where=sa.text("enclosure IS NOT NULL"),
            postgresql_where=sa.text("enclosure IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_platform",
            ["channel", "address", "platform_id"],
            unique=False,
            sqlite_where=sa.text("platform_id IS NOT NULL"),
            postgresql_where=sa.text("platform_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_tried",
            ["channel", "address"],
            unique=False,
            sqlite_where=sa.text("state = 'queued' AND attempts > 0"),
            postgresql_where=sa.text("state = 'queued' AND attempts > 0"),
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_tried",
            sqlite_where=sa.text("state = 'queued' AND attempts > 0"),
            postgresql_where=sa.text("state = 'queued' AND attempts > 0"),
        )
        batch_op.drop_index(
            "ix_outbox_platform",
            sqlite_where=sa.text("platform_id IS NOT NULL"),
            postgresql_where=sa.text("platform_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_enclosing",
            sqlite_where=sa.text("enclosure IS NOT NULL"),
            postgresql_where=sa.text("enclosure IS NOT NULL"),
        )
        batch_op.drop_column("enclosure")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_column("steps")

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_column("files")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("since")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_account_unreachable",
            sqlite_where=sa.text("unreachable_at IS NOT NULL"),
            postgresql_where=sa.text("unreachable_at IS NOT NULL"),
        )
        batch_op.drop_column("unreachable_told")
        batch_op.drop_column("unreachable_why")
        batch_op.drop_column("unreachable_at")
        batch_op.drop_column("rank")

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_evidence_waiting",
            sqlite_where=sa.text("report_id IS NULL"),
            postgresql_where=sa.text("report_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_evidence_sha256"))
        batch_op.drop_index(batch_op.f("ix_evidence_report_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_inbox_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_contact_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_arrival_unfinished",
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )

    op.drop_table("arrival")
