-- A signed root.
select app.keep_audit_head(:batch::bigint, :signed_at::timestamptz, :key, :signature)
