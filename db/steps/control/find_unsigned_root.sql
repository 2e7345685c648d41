-- The newest root of the audit, when nobody has signed it yet.
select batch, signed_at, statement from app.audit_head_to_sign()
