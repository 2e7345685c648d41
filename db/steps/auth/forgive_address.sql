-- A right password gives the address its attempt back.
select app.forgive_address(:address::inet)
