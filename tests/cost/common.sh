#!/usr/bin/env bash
# common.sh: what the scripts of this suite share: the judgement of what they found against what is kept. KEEP=1 keeps what was
# found instead. Their database, template_values (tests/run), has the demo, and 65,000 values and 18,500 awards beside it.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh
# shellcheck disable=SC2034 # make_database reads it
TEMPLATE=template_values

kept=tests/cost/${NAME%_test}.tsv
found=$WORK/found.tsv

# Lines "what, part, figure", `all` for the whole of it: a line of each what, with the parts that grew most when it did.
judge() { # KEPT FOUND
    awk -F '\t' -v tolerance="$TOLERANCE" -v slack="$SLACK" -v unit="$UNIT" -f tests/cost/judge.awk "$1" "$2"
}

judge_all() {
    if [[ ${KEEP:-} ]]; then
        cp "$found" "$kept"
        echo "ok kept $(cut -f 1 "$kept" | sort -u | wc -l) figures in $kept"
    else
        judge "$kept" "$found"
    fi
}

# A gate that lets everything pass is told: against kept figures a tenth lower each must be refused.
doctored_is_told() {
    awk -F '\t' -v OFS='\t' -v slack="$SLACK" -v tolerance="$TOLERANCE" '$2 == "all" {$3 = int(($3 - slack) / (1.1 + tolerance / 100)) - 1} 1' "$found" >"$WORK/doctored.tsv"
    same 'control: beside kept figures a tenth lower every one is told' \
        "$(judge "$WORK/doctored.tsv" "$found" | grep -c '^not ok ')" "$(cut -f 1 "$found" | sort -u | wc -l)"
}
