/* calendar_feed_test.c: deadlines as a calendar that other programs read and subscribe to: what it holds for whom, that
 * libical reads what it is, and that its address opens this calendar only, until it is revoked or its maker has left.
 */
#include "support/client.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

static const char calendar[] = "/me/calendar.ics";
static const char feeds[] = "/me/calendar-feeds";
static const char reviewer[] = "thanh-pho-kon-tum.reviewer", leader[] = "thanh-pho-kon-tum.leader";
static const char commune[] = "xa-doan-ket.reporter";

/* ---- reading ---- */

/* They live until the test's process ends, as answers do. */
static icalcomponent *parsed_calendars[32];
static size_t parsed_count;

static icalcomponent *calendar_in(struct answer answer)
{
    expect_status(answer, 200);
    expect_header(answer, "Content-Type", "text/calendar; charset=utf-8");
    icalcomponent *parsed = icalparser_parse_string(answer.body);
    cr_assert_not_null(parsed);
    parsed_calendars[parsed_count++] = parsed;
    cr_assert(eq(int, icalcomponent_count_errors(parsed), 0));
    cr_assert(eq(int, icalrestriction_check(parsed), 1), "%s", answer.body);
    return parsed;
}

static icalcomponent *calendar_of(const char *account)
{
    return calendar_in(as(account, GET, calendar));
}

/* The first event whose summary holds these words; NULL without one. */
static icalcomponent *event(icalcomponent *within_calendar, const char *words)
{
    for (icalcomponent *e = icalcomponent_get_first_component(within_calendar, ICAL_VEVENT_COMPONENT); e;
         e = icalcomponent_get_next_component(within_calendar, ICAL_VEVENT_COMPONENT))
        if (strstr(icalcomponent_get_summary(e), words))
            return e;
    return NULL;
}

static icalcomponent *expected(icalcomponent *within_calendar, const char *words)
{
    icalcomponent *found = event(within_calendar, words);
    cr_assert_not_null(found, "nothing says “%s”", words);
    return found;
}

static char *day_of(icalcomponent *e)
{
    cr_assert(eq(int, icalcomponent_get_dtstart(e).is_date, 1));
    return (char *)(uintptr_t)icaltime_as_ical_string(icalcomponent_get_dtstart(e));
}

static int events(icalcomponent *within_calendar)
{
    return icalcomponent_count_components(within_calendar, ICAL_VEVENT_COMPONENT);
}

/* A launched plan of the city with what two communes and an office owe. */
static void launch(const char *code, const char *title)
{
    expect_status(
        as(reviewer, POST, "/campaigns",
           .json = body("{'code': '%s', 'title': '%s', 'kind': 'plan', 'starts_on': '2025-01-01', 'ends_on': "
                        "'2025-12-31', 'report_periods': ['2025-6M', '2025'], 'duties': [{'ordinal': 1, 'actor': "
                        "'Phòng Nội vụ', 'unit': 'code:phong-noi-vu-tp-kon-tum', 'text': 'Theo dõi, đôn đốc; tổng "
                        "hợp', 'due_on': "
                        "'2025-08-15'}]}",
                        code, title)),
        201);
    expect_status(as(reviewer, POST, at("/campaigns/code:%s/indicators", code),
                     .json = body("{'items': [{'code': '%s-1', 'name': 'Số mô hình mới', 'field': 'economy', "
                                  "'value_type': 'count', 'comparator': 'gte', 'target_value': 1, 'reporters': "
                                  "[{'unit': 'code:xa-hoa-binh'}, {'unit': 'code:phong-noi-vu-tp-kon-tum'}]}]}",
                                  code)),
                  201);
    expect_status(move(reviewer, at("/campaigns/code:%s", code), "proposed"), 201);
    expect_status(move(leader, at("/campaigns/code:%s", code), "launched"), 201);
}

/* The path of a new address below /api/v1, as client.h wants it. */
static const char *address_of(struct answer made)
{
    expect_status(made, 201);
    return text(made, "href") + strlen("/api/v1");
}

static struct answer made_by(const char *account)
{
    return as(account, POST, feeds, .json = body("{'name': 'Điện thoại'}"));
}

/* ---- what it holds ---- */

Test(calendar_feed, has_a_day_for_everything_the_unit_still_owes)
{
    launch("LICH-1", "Thi đua theo lịch");
    icalcomponent *office = calendar_of("phong-noi-vu-tp-kon-tum.reviewer");
    cr_assert(
        eq(str, day_of(expected(office, "Gửi báo cáo 6 tháng đầu năm 2025 – Thi đua theo lịch")), (char *)"20250617"));
    cr_assert(eq(str, day_of(expected(office, "Gửi báo cáo năm 2025 – Thi đua theo lịch")), (char *)"20251216"));
    icalcomponent *duty = expected(office, "Theo dõi, đôn đốc; tổng hợp – Thi đua theo lịch");
    cr_assert(eq(str, day_of(duty), (char *)"20250815"));
    cr_assert_not_null(strstr(icalcomponent_get_description(duty), "Đơn vị phát động: Thành phố Kon Tum\n"));
    expected(office, "Ban hành kế hoạch của đơn vị – Thi đua theo lịch");
    icalcomponent *issuer = calendar_of(reviewer);
    icalcomponent *review = expected(issuer, "sơ kết, tổng kết 6 tháng đầu năm 2025 – Thi đua theo lịch");
    cr_assert(eq(str, day_of(review), (char *)"20250715"));
    cr_assert_null(event(calendar_of(commune), "Thi đua theo lịch"));
}

Test(calendar_feed, asks_for_missing_baselines)
{
    expect_status(as(reviewer, POST, "/campaigns",
                     .json = body("{'code': 'LICH-GOC', 'title': 'Giảm hộ nghèo', 'kind': 'plan', 'starts_on': "
                                  "'2025-01-01', 'ends_on': '2025-12-31', 'report_periods': ['2025']}")),
                  201);
    expect_status(as(reviewer, POST, "/campaigns/code:LICH-GOC/indicators",
                     .json = body("{'items': [{'code': 'GOC-1', 'name': 'Hộ nghèo', 'field': 'economy', 'value_type': "
                                  "'number', 'comparator': 'decrease_by', 'target_value': 10, 'unit_of_measure': 'hộ', "
                                  "'reporters': [{'unit': 'code:xa-hoa-binh'}]}]}")),
                  201);
    expect_status(move(reviewer, "/campaigns/code:LICH-GOC", "proposed"), 201);
    expect_status(move(leader, "/campaigns/code:LICH-GOC", "launched"), 201);
    expected(calendar_of(reviewer), "Nhập số liệu gốc của chỉ tiêu “Hộ nghèo” – Giảm hộ nghèo");
}

Test(calendar_feed, shows_a_returned_report_on_the_day_it_is_wanted_back)
{
    struct answer task = as(commune, GET, "/me/tasks?kind=mend_report");
    icalcomponent *returned = expected(calendar_of(commune), "Sửa và gửi lại báo cáo");
    char day[9], *compact = day;
    for (const char *due = text(task, "items.0.due_on"); *due; due++)
        if (*due != '-')
            *compact++ = *due;
    *compact = '\0';
    cr_assert(eq(str, day_of(returned), day));
    cr_assert_not_null(strstr(icalcomponent_get_description(returned), "bị trả lại"));
}

Test(calendar_feed, shows_judges_when_the_reports_are_due_that_they_judge)
{
    static const char due[] = "Đến hạn báo cáo 6 tháng đầu năm 2025 của các đơn vị – Phát động";
    icalcomponent *judged = expected(calendar_of(reviewer), due);
    cr_assert(eq(str, day_of(judged), (char *)"20250617"));
    cr_assert_not_null(strstr(icalcomponent_get_description(judged), "/27 đơn vị"));
    expected(calendar_of(leader), due);
    cr_assert_null(event(calendar_of(commune), "của các đơn vị"));
    cr_assert_null(event(calendar_of("huyen-kon-plong.reviewer"), due));
}

Test(calendar_feed, is_a_calendar_also_for_who_owes_nothing)
{
    icalcomponent *none = calendar_of("thanh-pho-kon-tum.council-1");
    cr_assert(eq(int, events(none), 0));
    cr_assert(eq(int, icalcomponent_count_components(none, ICAL_VTIMEZONE_COMPONENT), 1));
}

Test(calendar_feed, says_what_is_overdue_and_rings_only_for_what_is_ahead)
{
    icalcomponent *ward = calendar_of("phuong-quyet-thang.reporter");
    icalcomponent *late = expected(ward, "Quá hạn: Gửi báo cáo");
    cr_assert(eq(str, day_of(late), (char *)"20250516"));
    cr_assert(eq(int, icalcomponent_count_components(late, ICAL_VALARM_COMPONENT), 0));
    icalcomponent *ahead = expected(ward, "Gửi báo cáo năm 2025");
    icalcomponent *alarm = icalcomponent_get_first_component(ahead, ICAL_VALARM_COMPONENT);
    icalproperty *trigger = icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY);
    cr_assert(eq(int, icaldurationtype_as_int(icalproperty_get_trigger(trigger).duration), -15 * 3600));
}

/* ---- how it is written ---- */

static void expect_lines_of_75_octets(const char *text_sent)
{
    for (const char *line = text_sent, *end; *line; line = end + 2) {
        end = strstr(line, "\r\n");
        cr_assert_not_null(end, "a line does not end in CRLF: %s", line);
        cr_assert(le(sz, (size_t)(end - line), 75), "%.*s", (int)(end - line), line);
        cr_assert_null(memchr(line, '\n', (size_t)(end - line)));
        unsigned char first = (unsigned char)(*line == ' ' ? line[1] : line[0]);
        bool inside = (first & 0xC0) == 0x80;
        cr_assert(eq(int, inside, false), "a character is split before %s", line);
    }
}

Test(calendar_feed, folds_long_vietnamese_titles_between_characters_and_escapes_them)
{
    static const char title[] =
        "Đẩy mạnh phong trào “Dân vận khéo”, xây dựng nông thôn mới; giữ gìn bản sắc văn hóa các dân tộc thiểu số, "
        "bảo đảm quốc phòng – an ninh ở những thôn, làng vùng sâu, vùng xa, vùng biên giới";
    launch("LICH-DAI", title);
    struct answer answer = as("xa-hoa-binh.reporter", GET, calendar);
    expect_lines_of_75_octets(answer.body);
    cr_assert_not_null(strstr(answer.body, "\\, "));
    cr_assert_not_null(strstr(answer.body, "\\n"));
    icalcomponent *found = expected(calendar_in(answer), title);
    cr_assert_not_null(strstr(icalcomponent_get_description(found), title));
}

Test(calendar_feed, keeps_the_uid_of_an_event_and_its_tag_while_nothing_changes)
{
    struct answer first = as("xa-dak-ro-wa.reporter", GET, calendar);
    expect_problem(as("xa-dak-ro-wa.reporter", GET, calendar, .accept = "application/json"), 406, "not_acceptable");
    struct answer again = as("xa-dak-ro-wa.reporter", GET, calendar, .headers = {at("If-None-Match: %s", etag(first))});
    expect_status(again, 304);
    cr_assert(eq(sz, again.length, 0));
    struct answer later = as("xa-dak-ro-wa.reporter", GET, calendar);
    cr_assert(eq(str, (char *)later.body, (char *)first.body));
    launch("LICH-THE", "Thẻ của lịch");
    struct answer before = as("xa-hoa-binh.reporter", GET, calendar);
    const char *thing = at("/obligations/%s", text(as(reviewer, GET,
                                                      "/campaigns/code:LICH-THE/obligations?kind=report&period="
                                                      "2025-6M&unit=code:xa-hoa-binh"),
                                                   "items.0.id"));
    icalcomponent *kept = expected(calendar_in(before), "Gửi báo cáo 6 tháng đầu năm 2025 – Thẻ của lịch");
    cr_assert(eq(str, (char *)(uintptr_t)icalcomponent_get_uid(kept),
                 (char *)(uintptr_t)at("%s@thidua", thing + strlen("/obligations/"))));
    expect_status(patch(reviewer, thing, body("{'excused_reason': 'Khắc phục hậu quả thiên tai'}")), 200);
    struct answer after = as("xa-hoa-binh.reporter", GET, calendar, .headers = {at("If-None-Match: %s", etag(before))});
    cr_assert_null(event(calendar_in(after), "6 tháng đầu năm 2025 – Thẻ của lịch"));
}

/* ---- its address ---- */

Test(calendar_feed, is_read_under_its_address_without_a_token)
{
    const char *address = address_of(made_by(commune));
    struct answer read = nobody(GET, address);
    expect_status(read, 200);
    cr_assert(eq(str, (char *)read.body, (char *)as(commune, GET, calendar).body));
    expect_status(nobody(GET, address, .headers = {at("If-None-Match: %s", etag(read))}), 304);
    expect_status(nobody(HEAD, address), 200);
    expect_problem(nobody(GET, calendar), 401, "token_missing");
    expect_problem(nobody(GET, "/me/calendar.ics?feed_key=sai"), 401, "feed_key_invalid");
    expect_problem(nobody(GET, "/me/calendar.ics?feed_key="), 401, "feed_key_invalid");
    cr_assert(eq(str,
                 (char *)database("select count(*) from app.calendar_feed_secrets where secret_hash = '%s'",
                                  strchr(address, '=') + 1),
                 (char *)"0"));
}

Test(calendar_feed, opens_nothing_else)
{
    const char *key = strchr(address_of(made_by(commune)), '?');
    expect_problem(nobody(GET, at("/me/tasks%s", key)), 401, "token_missing");
    expect_problem(nobody(GET, at("%s%s", feeds, key)), 401, "token_missing");
    expect_problem(nobody(POST, at("%s%s", feeds, key), .json = body("{'name': 'x'}")), 401, "token_missing");
    expect_problem(as(NULL, GET, "/me/tasks", .token = strchr(key, '=') + 1), 401, "token_invalid");
}

Test(calendar_feed, is_revoked_by_its_maker_at_once)
{
    struct answer made = made_by(commune);
    const char *address = address_of(made), *thing = at("%s/%s", feeds, text(made, "id"));
    expect_header(made, "Location", at("/api/v1%s", thing));
    expect_status(nobody(GET, address), 200);
    struct answer listed = as(commune, GET, at("%s?active=true", feeds));
    cr_assert_not_null(item(listed, "items", "id", text(made, "id")));
    cr_assert_null(strstr(listed.body, strchr(address, '=') + 1));
    struct answer shown = as(commune, GET, thing);
    expect_text(shown, "unit.name", "Xã Đoàn Kết");
    cr_assert_not_null(text(shown, "last_used_at"));
    expect_text(shown, "allowed_actions.0", "delete");
    expect_problem(as("xa-doan-ket.leader", GET, thing), 404, "not_found");
    expect_problem(as("xa-doan-ket.leader", DELETE, thing), 404, "not_found");
    expect_problem(as("tinh-kon-tum.admin", DELETE, thing), 404, "not_found");
    expect_count(as("xa-hoa-binh.leader", GET, feeds), "items", 0);
    struct answer revoked = as(commune, DELETE, thing);
    expect_status(revoked, 200);
    cr_assert_not_null(text(revoked, "revoked_at"));
    expect_problem(nobody(GET, address), 401, "feed_key_invalid");
    expect_problem(as(commune, DELETE, thing), 409, "already_revoked");
    cr_assert_null(item(as(commune, GET, at("%s?active=true", feeds)), "items", "id", text(made, "id")));
    expect_problem(as(commune, DELETE, at("%s/0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11", feeds)), 404, "not_found");
}

Test(calendar_feed, ends_when_its_maker_leaves_the_desk)
{
    const char *address = address_of(made_by("xa-vinh-quang.reporter"));
    expect_status(nobody(GET, address), 200);
    const char *person = database("select id from app.users where username = 'xa-vinh-quang.reporter'");
    struct answer desks = as("tinh-kon-tum.admin", GET, at("/users/%s/assignments", person));
    const char *desk = at("/users/%s/assignments/%s", person, text(desks, "items.0.id"));
    expect_status(patch("tinh-kon-tum.admin", desk, body("{'valid_to': '2025-06-16'}")), 200);
    expect_problem(nobody(GET, address), 401, "feed_key_invalid");
    cr_assert(eq(str,
                 (char *)database("select count(*) from app.calendar_feeds where user_id = '%s' and revoked_at is "
                                  "null",
                                  person),
                 (char *)"0"));
}

Test(calendar_feed, has_a_name_and_is_for_people)
{
    expect_fault(as(commune, POST, feeds, .json = body("{}")), "/name", "required");
    expect_status(as(commune, POST, at("%s?dry_run=true", feeds), .json = body("{'name': 'Thử'}")), 201);
    cr_assert_null(item(as(commune, GET, feeds), "items", "name", "Thử"));
    expect_problem(nobody(POST, feeds, .json = body("{'name': 'Máy tính'}")), 401, "token_missing");
}
