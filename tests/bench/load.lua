-- load.lua: what wrk asks the service for, one workload a run.
-- Usage: wrk … -s load.lua URL -- WORKLOAD FOLDER SEED; FOLDER holds `reviewer` (a token), `tokens` (one per commune,
-- in their order), `drafts` (id and commune of each), `rankings` (ids) and `places` (id of the ranking, unit). The last line printed is requests, microseconds, p50, p99, faults.

local CAMPAIGNS = tonumber(os.getenv("BENCH_CAMPAIGNS") or 40) -- those that were reported on (data.sql)
local API = "/api/v1"
local OF_THE_PROVINCE = {province = true, completeness = true, ranking = true, explanation = true, making = true}
local headers, drafts, tokens, draft, rankings, places

local function lines(path)
    local all = {}
    for line in io.lines(path) do
        all[#all + 1] = line
    end
    return all
end

local function one_of(all)
    return all[math.random(#all)]
end

local function campaign()
    return string.format("01900000-0003-7000-8000-%012d", math.random(CAMPAIGNS))
end

local function read(path)
    return wrk.format("GET", path, headers)
end

local workloads = {
    livez = function() return read("/livez") end,
    public = function() return read(API .. "/public/campaigns/" .. campaign()) end,
    campaign = function() return read(API .. "/campaigns/" .. campaign()) end,
    indicators = function() return read(API .. "/campaigns/" .. campaign() .. "/indicators?limit=500") end,
    page = function() return read(API .. "/submissions?state=approved&limit=50&campaign=" .. campaign()) end,
    province = function() return read(API .. "/campaigns/" .. campaign() .. "/progress?period=2025-M05") end,
    completeness = function() return read(API .. "/campaigns/" .. campaign() .. "/obligations?kind=report&period=2025-M05&group_by=unit&limit=500") end,
    ranking = function() return read(API .. "/rankings/" .. one_of(rankings) .. "/places?limit=500") end,
    explanation = function()
        local ranking, unit = string.match(one_of(places), "(%S+) (%S+)")
        return read(API .. "/rankings/" .. ranking .. "/explanation?unit=" .. unit)
    end,
    making = function()
        return wrk.format("POST", API .. "/campaigns/" .. campaign() .. "/rankings?dry_run=true", headers, '{"period":"2025-M05"}')
    end,
    progress = function() return read(API .. "/campaigns/" .. campaign() .. "/progress?period=2025-M05") end,

    -- Each draft once; when there are no more, the path of none is a 404, which fails the run.
    submit = function()
        draft = draft + 1
        local id, commune = string.match(drafts[draft] or "none 1", "(%S+) (%d+)")
        headers["Authorization"] = "Bearer " .. tokens[tonumber(commune)]
        return wrk.format("POST", API .. "/submissions/" .. id .. "/moves", headers, '{"to":"submitted"}')
    end,
}

function init(words)
    local workload, folder = words[1], words[2]
    math.randomseed(tonumber(words[3]))
    headers = {}
    if workload == "submit" then
        headers["Content-Type"] = "application/json"
        headers["If-Match"] = '"1"'
        drafts, tokens, draft = lines(folder .. "/drafts"), lines(folder .. "/tokens"), 0
    elseif workload ~= "livez" and workload ~= "public" then
        local who = OF_THE_PROVINCE[workload] and "/province" or "/reviewer"
        headers["Authorization"] = "Bearer " .. lines(folder .. who)[1]
    end
    if workload == "ranking" then
        rankings = lines(folder .. "/rankings")
    elseif workload == "explanation" then
        places = lines(folder .. "/places")
    elseif workload == "making" then
        headers["Content-Type"] = "application/json"
    end
    request = workloads[workload]
end

function done(summary, latency)
    local e = summary.errors
    print(string.format("%d %d %.0f %.0f %d", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
