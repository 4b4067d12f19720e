"""What the level below hands up: whose key is trusted, which file was taken, which item of the level above one serves."""

import sqlalchemy as sa
from alembic import op

import db.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trust",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("trusted_at", db.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("trusted_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", db.types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_trust_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust")),
    )
    op.create_index(op.f("ix_trust_unit_id"), "trust", ["unit_id"])
    op.create_index(op.f("ix_trust_key"), "trust", ["key"])

    op.create_table(
        "handup",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trust_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("made_at", db.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("standing", db.types.Json(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("taken_at", db.types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_handup_inbox_id")),
        sa.ForeignKeyConstraint(["trust_id"], ["trust.id"], name=op.f("fk_handup_trust_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handup")),
        sa.UniqueConstraint("sha256", name=op.f("uq_handup_sha256")),
    )
    op.create_index(op.f("ix_handup_trust_id"), "handup", ["trust_id"])

    op.add_column("plan", sa.Column("superior", sa.Text(), server_default="", nullable=False))
    op.add_column("item", sa.Column("superior", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_column("superior")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_column("superior")
    op.drop_table("handup")
    op.drop_table("trust")
