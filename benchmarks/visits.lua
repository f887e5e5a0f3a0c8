-- wrk reads its visits from a file: one "path<TAB>cookie" a line, taken in turn, each thread from a place of its own.
local visits = {}
local at = 0
local threads = 0

function setup(thread)
  thread:set("place", threads / 2)
  threads = threads + 1
end

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

function done(summary, latency, requests)
  io.write(string.format(
    "JSON {\"requests\": %d, \"seconds\": %.4f, \"errors\": %d, \"bytes\": %d, \"p50_ms\": %.2f, \"p95_ms\": %.2f, \"p99_ms\": %.2f}\n",
    summary.requests, summary.duration / 1e6,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    summary.bytes, latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
