-- load.lua: what wrk asks the service for, one workload a run.
-- Usage: wrk … -s load.lua URL -- WORKLOAD FOLDER SEED; FOLDER holds `reviewer`, `province` (a token each), `tokens` (one per commune,
-- in their order), `drafts` (id and commune of each), `names` (who was awarded), `rankings` (ids) and `places` (id of the ranking,
-- unit). The last line printed is requests, microseconds, p50, p99, how many were turned away (503 with Retry-After), other faults.
-- BENCH_FRESH=1: a connection for each request. BENCH_TURNED_AWAY=1: so many ask at once that some may be; reading each answer for it costs wrk something.

local CAMPAIGNS = tonumber(os.getenv("BENCH_CAMPAIGNS") or 40) -- those that were reported on (data.sql)
local PROPOSALS = tonumber(os.getenv("BENCH_PROPOSALS") or 10000) -- awards.sql
local API = "/api/v1"
local OF_THE_PROVINCE = {province = true, completeness = true, ranking = true, explanation = true, making = true, proposals = true, nominations = true, session = true, awards = true}
local OPEN = {livez = true, public = true, search = true}
local headers, lists = {}, {}
local threads = {}
local draft = 0

local function is_set(name)
    return (os.getenv(name) or "") ~= ""
end

local function list(name)
    return lists[name]
end

local function one_of(name)
    local all = list(name)
    return all[math.random(#all)]
end

local function campaign()
    return string.format("01900000-0003-7000-8000-%012d", math.random(CAMPAIGNS))
end

-- Every second proposal went to the province.
local function proposal()
    return string.format("01900000-0021-7000-8000-%012d", 2 * math.random(PROPOSALS / 2))
end

local function read(path)
    return wrk.format("GET", path, headers)
end

local function escaped(text)
    return (string.gsub(text, "[^%w]", function(byte) return string.format("%%%02X", string.byte(byte)) end))
end

local workloads
workloads = {
    livez = function() return read("/livez") end,
    campaign = function() return read(API .. "/campaigns/" .. campaign()) end,
    public = function() return read(API .. "/public/campaigns/" .. campaign()) end,
    indicators = function() return read(API .. "/campaigns/" .. campaign() .. "/indicators?limit=500") end,
    page = function() return read(API .. "/submissions?state=approved&limit=50&campaign=" .. campaign()) end,
    progress = function() return read(API .. "/campaigns/" .. campaign() .. "/progress?period=2025-M05") end,
    proposals = function() return read(API .. "/proposals?state=received&limit=50") end,
    nominations = function() return read(API .. "/proposals/" .. proposal() .. "/nominations?limit=50") end,
    session = function() return read(API .. "/council-sessions/01900000-0032-7000-8000-000000000001") end,
    awards = function() return read(API .. "/awards?limit=50&year=" .. 2014 + math.random(10)) end,
    -- An address has sixty searches in a quarter of an hour, so each asks from its own.
    search = function()
        headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.random(250), math.random(250), math.random(250))
        return read(API .. "/public/awards?name=" .. escaped(one_of("names")))
    end,
    province = function() return read(API .. "/campaigns/" .. campaign() .. "/progress?period=2025-M05") end,
    completeness = function() return read(API .. "/campaigns/" .. campaign() .. "/obligations?kind=report&period=2025-M05&group_by=unit&limit=500") end,
    ranking = function() return read(API .. "/rankings/" .. one_of("rankings") .. "/places?limit=500") end,
    explanation = function()
        local ranking, unit = string.match(one_of("places"), "(%S+) (%S+)")
        return read(API .. "/rankings/" .. ranking .. "/explanation?unit=" .. unit)
    end,
    making = function()
        return wrk.format("POST", API .. "/campaigns/" .. campaign() .. "/rankings?dry_run=true", headers, '{"period":"2025-M05"}')
    end,
    -- The same by a token of each commune in turn: what tokens cost.
    callers = function()
        headers["Authorization"] = "Bearer " .. one_of("tokens")
        return workloads.campaign()
    end,
    -- What people do all day.
    mix = function()
        return workloads[one_of("mixed")]()
    end,

    -- Each draft once; when there are no more, the path of none is a 404, which fails the run.
    submit = function()
        draft = draft + 1
        local id, commune = string.match(list("drafts")[draft] or "none 1", "(%S+) (%d+)")
        headers["Authorization"] = "Bearer " .. list("tokens")[tonumber(commune)]
        return wrk.format("POST", API .. "/submissions/" .. id .. "/moves", headers, '{"to":"submitted"}')
    end,
}
local LISTS = {submit = {"drafts", "tokens"}, callers = {"tokens"}, search = {"names"}, ranking = {"rankings"}, explanation = {"places"}}

local function lines(path)
    local all = {}
    for line in io.lines(path) do
        all[#all + 1] = line
    end
    return all
end

function setup(thread)
    threads[#threads + 1] = thread
end

function init(words)
    local workload, folder = words[1], words[2]
    math.randomseed(tonumber(words[3]))
    for _, name in ipairs(LISTS[workload] or {}) do
        lists[name] = lines(folder .. "/" .. name)
    end
    lists.mixed = {"campaign", "campaign", "indicators", "page", "page"}
    if workload == "submit" then
        headers["If-Match"] = '"1"'
    elseif not OPEN[workload] then
        headers["Authorization"] = "Bearer " .. lines(folder .. (OF_THE_PROVINCE[workload] and "/province" or "/reviewer"))[1]
    end
    if workload == "submit" or workload == "making" then
        headers["Content-Type"] = "application/json"
    end
    turned_away = 0
    headers["Connection"] = is_set("BENCH_FRESH") and "close" or nil
    request = workloads[workload]
end

if is_set("BENCH_TURNED_AWAY") then
    response = function(status, answered)
        if status == 503 and answered["Retry-After"] then
            turned_away = turned_away + 1
        end
    end
end

function done(summary, latency)
    local e, away = summary.errors, threads[1]:get("turned_away")
    print(string.format("%d %d %.0f %.0f %d %d", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(99), away, e.connect + e.read + e.write + e.status + e.timeout - away))
end
