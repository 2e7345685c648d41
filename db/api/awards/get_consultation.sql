-- One question and its answer.
select s.* from consultations c, consultation_shown(c) s where c.id = :consultation
