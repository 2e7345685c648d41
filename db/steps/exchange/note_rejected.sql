-- Notes rejected rows down, with the words of their faults.
select note_rejected(:import::uuid, :rows::jsonb)
