# medians.awk: lines of which the first `keys` words say what was measured, the others how much; the median of each figure over the
# lines that say the same, in the order of the first of them. A `-` is no figure.
function median(key, column,    i, j, t, v, n) {
    for (i = 1; i <= rounds[key]; i++) if (figure[key, i, column] != "-") v[++n] = figure[key, i, column]
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] + 0 < v[i] + 0) {t = v[i]; v[i] = v[j]; v[j] = t}
    return !n ? "-" : n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}
{
    key = $1
    for (i = 2; i <= keys; i++) key = key " " $i
    if (!(key in rounds)) order[++count] = key
    rounds[key]++
    columns[key] = NF
    for (i = keys + 1; i <= NF; i++) figure[key, rounds[key], i] = $i
}
END {
    for (k = 1; k <= count; k++) {
        line = order[k]
        for (i = keys + 1; i <= columns[order[k]]; i++) line = line " " median(order[k], i)
        print line
    }
}
