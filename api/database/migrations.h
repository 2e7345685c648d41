/* migrations.h: the numbered history of the tables, as embedded. Inside api/database only. */
#pragma once

/* The highest number of db/migrations; 0 when there is none. */
int migrations_latest(void);
