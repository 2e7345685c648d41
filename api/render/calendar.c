/* calendar.c: rows of deadlines as a calendar that other programs subscribe to (RFC 5545), written by libical, which
 * escapes, and folds lines without splitting a character. Nothing in it tells when it was asked for, so that its tag
 * stays the same while nothing has changed. */
#include "render/columns.h"

#include "config.h"
#include "support/log.h"
#include "support/text.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

static const char nine_the_day_before[] = "-PT15H";
static const char asked_again_after[] = "PT6H";

static icalproperty *extra(const char *name, const char *value)
{
    icalproperty *property = icalproperty_new_x(value);
    icalproperty_set_x_name(property, name);
    return property;
}

/* Every calendar has a component of some kind, also on a day without deadlines. */
static icalcomponent *new_timezone(void)
{
    enum { EAST = 7 * 3600 };
    icalcomponent *standard = icalcomponent_vanew(
        ICAL_XSTANDARD_COMPONENT, icalproperty_new_dtstart(icaltime_from_string("19700101T000000")),
        icalproperty_new_tzoffsetfrom(EAST), icalproperty_new_tzoffsetto(EAST), icalproperty_new_tzname("+07"), NULL);
    return icalcomponent_vanew(ICAL_VTIMEZONE_COMPONENT, icalproperty_new_tzid("Asia/Ho_Chi_Minh"), standard, NULL);
}

static icalcomponent *new_calendar(void)
{
    return icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
                               icalproperty_new_prodid("-//thidua//" THIDUA_VERSION "//VI"),
                               icalproperty_new_calscale("GREGORIAN"), icalproperty_new_name("Lịch thi đua"),
                               extra("X-WR-CALNAME", "Lịch thi đua"), extra("X-WR-TIMEZONE", "Asia/Ho_Chi_Minh"),
                               icalproperty_new_refreshinterval(icaldurationtype_from_string(asked_again_after)),
                               extra("X-PUBLISHED-TTL", asked_again_after), new_timezone(), NULL);
}

static icalcomponent *new_alarm(const char *summary)
{
    return icalcomponent_vanew(ICAL_VALARM_COMPONENT, icalproperty_new_action(ICAL_ACTION_DISPLAY),
                               icalproperty_new_description(summary),
                               icalproperty_new_trigger(icaltriggertype_from_string(nine_the_day_before)), NULL);
}

/* libical takes no NULL. */
static const char *words(const PGresult *rows, int row, const char *name)
{
    const char *value = column(rows, row, name);
    return value ? value : "";
}

/* A deadline takes its whole day and nobody's time. */
static icalcomponent *new_event(const PGresult *rows, int row)
{
    const char *summary = words(rows, row, "summary");
    struct icaltimetype day = icaltime_from_string(words(rows, row, "day")), next = day;
    struct icaltimetype changed = icaltime_from_string(words(rows, row, "changed"));
    icaltime_adjust(&next, 1, 0, 0, 0);
    icalcomponent *event = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(words(rows, row, "uid")), icalproperty_new_dtstamp(changed),
        icalproperty_new_lastmodified(changed), icalproperty_new_dtstart(day), icalproperty_new_dtend(next),
        icalproperty_new_summary(summary), icalproperty_new_description(words(rows, row, "description")),
        icalproperty_new_categories(words(rows, row, "category")), icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT),
        NULL);
    if (config.public_url && *config.public_url) {
        char *address = text_format("%s%s", config.public_url, words(rows, row, "url"));
        icalcomponent_add_property(event, icalproperty_new_url(address));
        free(address);
    }
    if (*words(rows, row, "ahead") == 't')
        icalcomponent_add_component(event, new_alarm(summary));
    return event;
}

bool render_calendar(struct text *out, const PGresult *rows, const struct rendering *rendering, struct problem *problem)
{
    const struct columns *columns = columns_of(rows, problem);
    icalcomponent *calendar = new_calendar();
    bool done = columns != NULL;
    for (int row = 0; done && row < PQntuples(rows); row++) {
        done = wall_lets_pass(columns, rows, row, rendering, problem);
        if (done)
            icalcomponent_add_component(calendar, new_event(rows, row));
    }
    char *written = done ? icalcomponent_as_ical_string_r(calendar) : NULL;
    icalcomponent_free(calendar);
    if (written)
        text_add(out, written);
    free(written);
    return written || problem_set(problem, "internal_error", NULL);
}
