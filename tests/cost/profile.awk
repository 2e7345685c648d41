# profile.awk: one profile of callgrind (no lines, no compressed names) to lines "name, round, function, instructions of its
# own", `all` for the sum; what a library does under no name counts as the library's.
/^ob=/ {
    object = $0
    sub(/.*\//, "", object)
    sub(/^ob=/, "", object)
    next
}
/^fn=/ {
    at = substr($0, 4)
    sub(/'[0-9]+$/, "", at)
    if (at ~ /^0x/ || at == "???") at = object
    next
}
/^calls=/ {
    skip = 1
    next
}
/^[0-9+*-]/ {
    if (!skip) own[at] += $2
    skip = 0
}
END {
    for (at in own) {
        print name, round, at, own[at]
        sum += own[at]
    }
    print name, round, "all", sum
}
