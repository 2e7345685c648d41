# judge.awk: kept figures, then found ones: lines "what, part, figure", part `all` the whole. `ok` for each what that costs no
# more than what was kept, by `tolerance` percent and `slack`; else `not ok`, and below it the parts that grew most.
FNR == NR {kept[$1, $2] = $3; was[$1]; next}
{
    if (!($1 in seen)) {
        seen[$1]
        order[++count] = $1
    }
    here[$1, $2] = $3
    parts[$1] = parts[$1] SUBSEP $2
}
function told(what, growth,    list, n, i, part, best, most, round, grew) {
    n = split(parts[what], list, SUBSEP)
    for (i = 1; i <= n; i++)
        if (list[i] != "" && list[i] != "all") grew[list[i]] = here[what, list[i]] - kept[what, list[i]]
    for (round = 1; round <= 5; round++) {
        most = growth / 10
        best = ""
        for (part in grew) if (grew[part] > most) {
            most = grew[part]
            best = part
        }
        if (best == "") return
        printf "    %+d %s by %s: %d, kept %d\n", most, unit, best, here[what, best], kept[what, best]
        delete grew[best]
    }
}
END {
    for (i = 1; i <= count; i++) {
        what = order[i]
        now = here[what, "all"]
        before = kept[what, "all"]
        if (!(what in was)) {
            printf "not ok %s: %d %s, and nothing is kept of it; KEEP=1 keeps it\n", what, now, unit
            continue
        }
        change = sprintf("%d %s, kept %d (%+.1f %%)", now, unit, before, (now / before - 1) * 100)
        if (now > before * (1 + tolerance / 100) + slack) {
            printf "not ok %s got dearer: %s, at most %s %%\n", what, change, tolerance
            told(what, now - before)
        } else
            printf "ok %s: %s%s\n", what, change, now < before * (1 - tolerance / 100) - slack ? "; cheaper: KEEP=1 holds it there" : ""
    }
    for (what in was) if (!(what in seen)) printf "not ok %s is kept and was not measured\n", what
}
