-- What the own unit says of itself in a form for a year.
with done as materialized (select put_figures(:form, :body) as unit)
select s.* from done, figures_now(done.unit, :form, (:body ->> 'year')::int) s order by s.ordinal
