/* five_documents_test.c: every quantitative target of the five documents is served, exact to the digit, beside the
 * sentence it stands in. five_documents.tsv lists them as the documents print them. */
#include "support/client.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    char *campaign, *indicator, *comparator, *printed, *unit, *sentence;
};

static bool read_row(FILE *file, struct row *row)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length = getline(&line, &room, file);
    if (length <= 0)
        return free(line), false;
    line[strcspn(line, "\n")] = '\0';
    char **places[] = {&row->campaign, &row->indicator, &row->comparator, &row->printed, &row->unit, &row->sentence};
    char *rest = (char *)(uintptr_t)at("%s", line);
    free(line);
    for (size_t i = 0; i < 6; i++) {
        *places[i] = strsep(&rest, "\t");
        cr_assert_not_null(*places[i], "five_documents.tsv: a row has six columns");
    }
    return true;
}

/* "86.083,5" as the documents write it → "86083.5" as JSON does; "02" → "2". */
static const char *digits(const char *printed)
{
    static char number[64];
    size_t length = 0;
    while (*printed == '0' && printed[1] >= '0' && printed[1] <= '9')
        printed++;
    for (; *printed && length < sizeof number - 1; printed++)
        if (*printed != '.')
            number[length++] = *printed == ',' ? '.' : *printed;
    number[length] = '\0';
    return number;
}

static void expect_digits(struct answer read, const char *name, const char *wanted)
{
    char pair[128];
    snprintf(pair, sizeof pair, "\"%s\":%s", name, wanted);
    const char *place = strstr(read.body, pair);
    cr_assert(place != NULL && strchr(",}", place[strlen(pair)]), "%s of %s is %s, to the digit", name,
              text(read, "code"), wanted);
}

static void expect_target(struct answer read, const struct row *row)
{
    const char *slash = strchr(row->printed, '/');
    if (slash) {
        char numerator[64];
        snprintf(numerator, sizeof numerator, "%.*s", (int)(slash - row->printed), row->printed);
        expect_digits(read, "numerator", digits(numerator));
        expect_digits(read, "denominator", digits(slash + 1));
    } else if (*row->printed) {
        expect_digits(read, "target_value", digits(row->printed));
    }
}

Test(five_documents, have_every_target_served_to_the_digit_beside_its_sentence)
{
    FILE *file = fopen("tests/api/five_documents.tsv", "re");
    cr_assert_not_null(file);
    struct row row;
    size_t rows = 0;
    read_row(file, &row); /* the head */
    while (read_row(file, &row)) {
        struct answer read = as("tinh-kon-tum.reviewer", GET, at("/indicators/code:%s", row.indicator));
        expect_status(read, 200);
        expect_text(read, "comparator", row.comparator);
        expect_text(read, "quote", row.sentence);
        if (*row.unit)
            expect_text(read, "unit_of_measure", row.unit);
        expect_target(read, &row);
        printf("%-14s %-12s %-12s %-8s %s\n", row.indicator, row.comparator, row.printed, row.unit, row.sentence);
        rows++;
    }
    fclose(file);
    cr_assert(ge(sz, rows, 75), "the documents have 75 targets");
}

Test(five_documents, have_no_target_that_the_list_lacks)
{
    static const struct {
        const char *campaign;
        size_t count;
    } wanted[] = {{"KT-2025", 33}, {"TINH-2023", 21}, {"KPL-2024-H2", 13}, {"KRY-2022", 8}, {"CT-2021", 0}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        expect_count(
            as("tinh-kon-tum.reviewer", GET, at("/campaigns/code:%s/indicators?limit=500", wanted[i].campaign)),
            "items", wanted[i].count);
}

Test(five_documents, keep_their_structure)
{
    struct answer city = as("tinh-kon-tum.reviewer", GET, "/campaigns/code:KT-2025");
    expect_count(city, "commemorations", 12);
    expect_count(city, "linked_movements", 17);
    expect_count(city, "duties", 6);
    expect_text(city, "parents.0.campaign", "code:CT-04-2025");
    expect_text(city, "signer.name", "Nguyễn Thanh Mân");
    expect_text(city, "signer.capacity", "TM");
    struct answer district = as("tinh-kon-tum.reviewer", GET, "/campaigns/code:KRY-2022");
    expect_text(district, "starts_on", "2022-10-15");
    expect_text(district, "ends_on", "2023-01-15");
    expect_text(district, "award_forms.0.achievement_from", "2013");
    expect_text(district, "award_forms.0.achievement_to", "2023");
    expect_text(district, "parents.0.campaign", "code:KH-3461");
    struct answer schools = as("tinh-kon-tum.reviewer", GET, "/indicators/code:KT2025-19");
    expect_digits(schools, "numerator", "43");
    expect_digits(schools, "denominator", "57");
}
