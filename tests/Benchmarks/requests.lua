-- What wrk sends: the requests of a file, one a line: a bearer token and, for a POST, a space and its body. GETs begin again at the
-- end of the file; a POST is sent once, and running out of them is an error.

local requests, sent = {}, 0

function init(args)
  local method, path = args[1], args[2]
  for line in io.lines(args[3]) do
    local token, body = line:match("^(%S+) ?(.*)$")
    local headers = { ["Authorization"] = "Bearer " .. token, ["Accept-Language"] = "sv" }
    if method == "POST" then
      headers["Content-Type"] = "application/json"
      requests[#requests + 1] = wrk.format(method, path, headers, body)
    else
      requests[#requests + 1] = wrk.format(method, path, headers)
    end
  end
  once = method == "POST"
end

function request()
  sent = sent + 1
  if once and sent > #requests then
    error("There are no more requests to send.")
  end
  return requests[(sent - 1) % #requests + 1]
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format("\ndone %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
