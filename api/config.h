/* config.h: settings from the environment, one table; `thidua --help` prints it. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct config {
    long port, operations_port;
    char *bind_address;
    char *database_url, *read_url, *deploy_url;
    char *timelines_file; /* NULL: an old primary is forgotten with the process */
    char *jwt_key_file, *jwt_previous_key_file, *jwt_hs256_secret_file, *jwt_issuers_file, *jwt_issuer, *jwt_audience;
    char *gateway_senders_file; /* NULL: no sender signs */
    char *identity_key_file;
    char *environment; /* production, demo, development, test */
    char *business_time;
    char *cors_origins; /* exact origins, separated by commas */
    char *public_url;   /* what `type` URIs and links start with; "" for relative ones */
    char *open_data_licence, *open_data_publisher;
    char *trusted_proxies; /* addresses and ranges, separated by commas */
    long password_minimum, failures_per_address;
    long threads;
    long connection_limit, linger_seconds;
    long kept_megabytes;
    long listeners, stream_seconds, changes_days;
    bool prepared_statements;
    char *cursor_key_file;
    char *ballot_key_file;  /* NULL: no secret voting opens */
    char *webhook_key_file; /* NULL: no webhooks */
    char *webhook_networks, *webhook_ports, *webhook_ca_file;
    long webhook_threads, webhook_seconds, webhook_log_days;
    bool webhook_plain_http;
    char *audit_key_file;   /* NULL: the key of tokens */
    char *audit_heads_file; /* NULL: the log alone */
    long audit_head_seconds;
    double business_offset; /* seconds, computed from business_time at start */
};

/* Reads the environment into `config`; false with a sentence on standard error for each variable that is wrong. */
bool config_read(void);
void config_print_help(FILE *stream);
/* Each setting, where its value comes from and what it is, without passwords. Counts variables that look like settings
 * and are none. */
int config_print_sources(FILE *stream);
void config_close(void);
extern struct config config;
