-- wrk reads its visits from a file: one "path<TAB>cookie" a line, taken in turn, each thread from a place of its own.
local visits = {}
local at = 0
local threads = 0

function init(args)
  for line in io.lines(args[1]) do
    local path, cookie = line:match("^([^\t]*)\t(.*)$")
    visits[#visits + 1] = { path, cookie }
  end
  at = math.floor(place * #visits)
end

function request()
  at = at + 1
  local visit = visits[at % #visits + 1]
  local headers = { ["Accept"] = "text/html" }
  if visit[2] ~= "" then headers["Cookie"] = visit[2] end
  return wrk.format("GET", visit[1], headers)
end

-- Asked to, each thread keeps what the answers say of the time that the server worked on them.
worked = {}
if os.getenv("WORKED") then
  function response(status, headers)
    local seconds = headers["X-Process-Time"]
    if seconds then worked[#worked + 1] = tonumber(seconds) * 1000 end
  end
end

local function share(numbers, part)
  if #numbers == 0 then return "null" end
  return string.format("%.2f", numbers[math.max(1, math.ceil(part * #numbers))])
end

local all = {}

function setup(thread)
  thread:set("place", threads / 2)
  threads = threads + 1
  all[#all + 1] = thread
end

function done(summary, latency, requests)
  local times = {}
  for _, thread in ipairs(all) do
    for _, one in ipairs(thread:get("worked")) do times[#times + 1] = one end
  end
  table.sort(times)
  io.write(string.format(
    "JSON {\"requests\": %d, \"seconds\": %.4f, \"errors\": %d, \"bytes\": %d, \"p50_ms\": %.2f, \"p95_ms\": %.2f, \"p99_ms\": %.2f, \"worked_p50_ms\": %s, \"worked_p95_ms\": %s}\n",
    summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    summary.bytes, latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, share(times, 0.5), share(times, 0.95)))
end
