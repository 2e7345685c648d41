/* client.h: calls the service as somebody, and says what is expected of the answer. A test reads like sentences:
 *
 *     struct answer refused = as("xa-doan-ket.reporter", POST, "/campaigns", .json = body("{'title': 'x'}"));
 *     expect_problem(refused, 403, "role_not_allowed");
 *
 * Paths go below /api/v1, save the few that stand outside (/livez, /docs, /openapi.json …). Each account signs in once
 * per program. Every exchange is recorded for the check against openapi.yaml. What a call returns lives until the
 * test's process ends, so nothing is freed. */
#pragma once

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum verb { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS };

struct call {
    const char *account; /* "<unit slug>.<role>" of the demo; NULL: nobody signed in */
    const char *token;   /* instead of an account: any bearer token */
    enum verb verb;
    const char *path;
    const char *json;     /* body() makes one */
    const char *raw;      /* another body, of `type` */
    size_t raw_length;    /* 0: up to the end of the string */
    const char *type;     /* Content-Type; by itself for JSON, merge-patch for PATCH */
    const char *if_match; /* "\"7\"", or etag(answer) */
    const char *accept;
    const char *language; /* "en"; Vietnamese without it */
    const char *key;      /* Idempotency-Key */
    const char *upload;   /* a file sent as multipart/form-data, part "file" */
    const char *upload_type;
    const char *fields[8];  /* further parts, "name=value" */
    const char *headers[8]; /* any others, "Prefer: return=minimal" */
};

struct answer {
    struct call call;
    int status;
    const char *type;    /* without parameters; "" for none */
    const char *headers; /* as received, a line each */
    const char *body;    /* ended by a zero byte; never NULL */
    size_t length;
    json_t *document; /* NULL when the body is no JSON */
};

/* ---- calling ---- */
#define as(who, how, where, ...)                                                                                       \
    client_call((struct call){.account = (who), .verb = (how), .path = (where), __VA_ARGS__})
#define nobody(how, where, ...) client_call((struct call){.verb = (how), .path = (where), __VA_ARGS__})
struct answer client_call(struct call call);

/* A path or any text with values filled in: at("/campaigns/%s/moves", id). */
const char *at(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* JSON with values filled in; the quotes of the format are written as apostrophes: body("{'to': '%s'}", state). */
const char *body(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same text with everything but letters and digits percent-encoded, for a query. */
const char *encoded(const char *text);

/* GETs the thing for its version, then changes it with If-Match. */
struct answer move(const char *account, const char *thing, const char *to);
struct answer move_with(const char *account, const char *thing, const char *body);
struct answer patch(const char *account, const char *thing, const char *json);
struct answer put(const char *account, const char *thing, const char *json);
struct answer withdraw(const char *account, const char *thing); /* DELETE */

/* The access token of an account, signed in once per program. */
const char *token_of(const char *account);

/* ---- reading: paths are names and numbers with dots, "items.0.unit.code" ---- */
json_t *json(struct answer answer, const char *path);       /* NULL when there is no such value */
const char *text(struct answer answer, const char *path);   /* fails the test when it is no text */
double number(struct answer answer, const char *path);      /* fails the test when it is no number */
size_t count(struct answer answer, const char *path);       /* of an array; fails the test when it is none */
const char *header(struct answer answer, const char *name); /* NULL when absent */
const char *etag(struct answer answer);                     /* fails the test without one */
/* The item of the array at `path` whose `name` reads `value`; NULL without one. */
json_t *item(struct answer answer, const char *path, const char *name, const char *value);
/* `path` within a value already found. */
json_t *within(json_t *value, const char *path);

/* ---- the database behind it, as its superuser: what no answer shows. First column of the first row, "" for none ----
 */
const char *database(const char *sql_format, ...) __attribute__((format(printf, 1, 2)));

/* ---- expecting: a failure shows the request and the answer ---- */
#define expect_status(answer, wanted)        client_expect_status(__FILE__, __LINE__, (answer), (wanted))
#define expect_problem(answer, status, code) client_expect_problem(__FILE__, __LINE__, (answer), (status), (code))
/* One of the faults in errors[]: expect_fault(a, "/title", "required"). */
#define expect_fault(answer, pointer, code) client_expect_fault(__FILE__, __LINE__, (answer), (pointer), (code))
#define expect_text(answer, path, wanted)   client_expect_text(__FILE__, __LINE__, (answer), (path), (wanted))
#define expect_number(answer, path, wanted) client_expect_number(__FILE__, __LINE__, (answer), (path), (wanted))
#define expect_count(answer, path, wanted)  client_expect_count(__FILE__, __LINE__, (answer), (path), (wanted))
#define expect_true(answer, path)           client_expect_boolean(__FILE__, __LINE__, (answer), (path), true)
#define expect_false(answer, path)          client_expect_boolean(__FILE__, __LINE__, (answer), (path), false)
#define expect_null(answer, path)           client_expect_null(__FILE__, __LINE__, (answer), (path))
#define expect_absent(answer, path)         client_expect_absent(__FILE__, __LINE__, (answer), (path))
#define expect_header(answer, name, wanted) client_expect_header(__FILE__, __LINE__, (answer), (name), (wanted))
/* What GET answers, PATCH (or PUT) takes unchanged, and nothing is changed by it. */
#define expect_taken_back(account, verb, thing) client_expect_taken_back(__FILE__, __LINE__, (account), (verb), (thing))
#define expect_in_body(answer, part)            client_expect_in_body(__FILE__, __LINE__, (answer), (part))

void client_expect_status(const char *file, int line, struct answer answer, int wanted);
void client_expect_problem(const char *file, int line, struct answer answer, int status, const char *code);
void client_expect_fault(const char *file, int line, struct answer answer, const char *pointer, const char *code);
void client_expect_text(const char *file, int line, struct answer answer, const char *path, const char *wanted);
void client_expect_number(const char *file, int line, struct answer answer, const char *path, double wanted);
void client_expect_count(const char *file, int line, struct answer answer, const char *path, size_t wanted);
void client_expect_boolean(const char *file, int line, struct answer answer, const char *path, bool wanted);
void client_expect_null(const char *file, int line, struct answer answer, const char *path);
void client_expect_absent(const char *file, int line, struct answer answer, const char *path);
void client_expect_header(const char *file, int line, struct answer answer, const char *name, const char *wanted);
void client_expect_taken_back(const char *file, int line, const char *account, enum verb verb, const char *thing);
void client_expect_in_body(const char *file, int line, struct answer answer, const char *part);
