/* webhook_post.h: one event sent to one receiver: a POST that follows no redirect, knows no proxy and no credentials,
 * opens sockets only where the wall lets it, and is over in time. */
#pragma once

#include "support/text.h"

#include <stdatomic.h>
#include <stdbool.h>

struct webhook_letter {
    const char *url;
    const char *id;         /* webhook-id */
    const char *timestamp;  /* webhook-timestamp */
    const char *signatures; /* webhook-signature */
    const char *body;
};

struct webhook_answer {
    int status;        /* 0: nothing was answered */
    const char *fault; /* a code of the catalogue webhook_fault; NULL when something was answered; static text */
    bool broken_off;   /* by ourselves, since the service stops */
    long milliseconds;
    struct text beginning; /* of the answer, made readable; the caller closes it */
};

/* Keeps its connections for the next letter; one for each thread. */
struct webhook_poster;

struct webhook_poster_settings {
    long seconds;          /* for all of it */
    const char *ca_file;   /* NULL: those of the system */
    atomic_bool *stopping; /* breaks off what is under way */
};
struct webhook_poster *webhook_poster_open(const struct webhook_poster_settings *settings);
void webhook_poster_close(struct webhook_poster **poster);

void webhook_post(struct webhook_poster *poster, const struct webhook_letter *letter, struct webhook_answer *answer);
