/* award_types_test.c: titles, forms and the dated law on them, readable by everybody signed in. */
#include "support/client.h"

#include <stdio.h>

Test(award_types, are_titles_or_forms)
{
    struct answer titles = as("xa-doan-ket.reporter", GET, "/award-types?class=title&limit=100");
    expect_status(titles, 200);
    expect_text(titles, "items.0.code", "CSTDTQ");
    cr_assert_null(item(titles, "items", "code", "GK_X"));
    struct answer forms = as("xa-doan-ket.reporter", GET, "/award-types?class=form&limit=100");
    cr_assert_not_null(item(forms, "items", "code", "GK_X"));
}

Test(award_types, have_their_official_english_names)
{
    expect_text(as("xa-doan-ket.reporter", GET, "/award-types/BK_T"), "en", "Diploma of Merit of province");
    expect_text(as("xa-doan-ket.reporter", GET, "/award-types/GK_H"), "en", "Certificate of Merit of a district");
}

Test(award_types, of_districts_end_with_the_districts)
{
    struct answer before = as("xa-doan-ket.reporter", GET, "/award-types?on=2025-06-30&limit=100");
    struct answer after = as("xa-doan-ket.reporter", GET, "/award-types?on=2025-07-01&limit=100");
    cr_assert_not_null(item(before, "items", "code", "GK_H"));
    cr_assert_null(item(after, "items", "code", "GK_H"));
}

Test(award_types, are_found_without_marks)
{
    cr_assert_not_null(
        item(as("xa-doan-ket.reporter", GET, "/award-types?q=gia%20dinh%20van%20hoa"), "items", "code", "GDVH"));
}

Test(award_types, are_not_found_by_a_code_there_is_not)
{
    expect_problem(as("xa-doan-ket.reporter", GET, "/award-types/KHONG_CO"), 404, "not_found");
}

/* The level that a commune's authority over CSTDCS comes from on a day; NULL when there is none. */
static json_t *commune_authority(const char *day)
{
    struct answer rules =
        as("xa-doan-ket.reporter", GET, at("/award-types/CSTDCS/rules?rule=authority&on=%s&limit=100", day));
    expect_status(rules, 200);
    return item(rules, "items", "granting_level", "commune");
}

Test(award_rules, give_a_commune_its_authority_from_july_2025)
{
    cr_assert_null(commune_authority("2025-06-30"));
    json_t *rule = commune_authority("2025-07-01");
    cr_assert_not_null(rule);
    cr_assert_str_eq(json_string_value(json_object_get(rule, "citation")), "Nghị định 129/2025/NĐ-CP Điều 59");
    cr_assert(eq(int, json_is_true(within(rule, "value.allowed")), 1));
}

Test(award_rules, double_the_bonus_of_a_commune_from_july_2025)
{
    static const struct {
        char day[12];
        double factor;
    } days[] = {{"2025-06-30", 0.15}, {"2025-07-01", 0.3}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct answer rules =
            as("xa-doan-ket.reporter", GET, at("/award-types/GK_X/rules?rule=factor&on=%s", days[i].day));
        json_t *rule = item(rules, "items", "honouree_kind", "individual");
        cr_assert(eq(dbl, json_number_value(within(rule, "value.factor")), days[i].factor));
    }
}

Test(award_rules, say_how_well_they_are_known)
{
    struct answer rules =
        as("xa-doan-ket.reporter", GET, "/award-types/LDTT/rules?rule=authority,factor&on=2023-06-30");
    expect_text(rules, "items.0.confidence", "weak");
    struct answer files = as("xa-doan-ket.reporter", GET, "/award-types/LDTT/rules", .accept = "text/csv");
    expect_status(files, 200);
    expect_in_body(files, "Nghị định 129/2025/NĐ-CP Điều 59");
}

/* Who decides on an award on a day, as "commune province province/agency …". */
static const char *deciders(const char *award_type, const char *day)
{
    struct answer types = as("xa-doan-ket.reporter", GET, at("/award-types?on=%s&limit=100", day));
    json_t *found = item(types, "items", "code", award_type), *decider;
    size_t i;
    const char *told = "";
    json_array_foreach(json_object_get(found, "deciders"), i, decider) {
        const char *level = json_string_value(json_object_get(decider, "granting_level"));
        const char *kind = json_string_value(json_object_get(decider, "unit_kind"));
        told = at("%s%s%s%s%s", told, *told ? " " : "", level ? level : "", kind ? "/" : "", kind ? kind : "");
    }
    return told;
}

Test(award_types, are_decided_by_others_from_july_2025)
{
    static const struct {
        char award_type[12], before[48], after[48];
    } types[] = {{"CSTDCS", "district province/agency /enterprise", "commune province/agency /enterprise"},
                 {"LDTT", "commune district province/agency /enterprise", "commune province/agency /enterprise"},
                 {"TVH", "district", "commune"},
                 {"BK_T", "province", "province"},
                 {"CSTDTQ", "country", "country"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        cr_expect_str_eq(deciders(types[i].award_type, "2025-06-30"), types[i].before);
        cr_expect_str_eq(deciders(types[i].award_type, "2025-07-01"), types[i].after);
    }
    expect_text(as("xa-doan-ket.reporter", GET, "/award-types/TVH?on=2025-07-01"), "deciders.0.citation",
                "Nghị định 129/2025/NĐ-CP Điều 59");
    expect_count(as("xa-doan-ket.reporter", GET, "/award-types/GK_H?on=2025-07-01"), "deciders", 0);
    expect_text(as("xa-doan-ket.reporter", GET, "/award-types/GK_H"), "deciders.0.granting_level", "district");
}
