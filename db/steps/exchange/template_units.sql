-- The columns of a template in which units are given their parts.
select * from template_units(:level)
