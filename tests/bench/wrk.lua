-- wrk.lua -- sends what a file lists, and says in one line of JSON how it went.
--
--	wrk -t1 … -s wrk.lua URL -- FILE any|once PAUSE_MS
--
-- A line of FILE is "path TAB cookie TAB accepted encoding TAB client address TAB body"; with a body it is a POST of a form, with an
-- address one that a proxy has passed on. "any": each request takes a line by
-- chance; "once": each line is sent once, in order. PAUSE_MS: how long a connection rests after an answer, on average.

local requests, sent, once, pause = {}, 0, false, 0

local function made(line)
	local path, cookie, encoding, from, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
	local headers = { Host = wrk.headers["Host"] }
	if encoding ~= "" then headers["Accept-Encoding"] = encoding end
	if cookie ~= "" then headers["Cookie"] = cookie end
	if from ~= "" then headers["X-Forwarded-For"] = from end
	if body == "" then return wrk.format("GET", path, headers) end
	headers["Content-Type"] = "application/x-www-form-urlencoded"
	headers["Sec-Fetch-Site"] = "same-origin"
	return wrk.format("POST", path, headers, body)
end

function init(args)
	for line in io.lines(args[1]) do requests[#requests + 1] = made(line) end
	once = args[2] == "once"
	pause = tonumber(args[3])
	math.randomseed(1)
	if pause == 0 then delay = nil end
end

function delay()
	return math.random(0, 2 * pause)
end

function request()
	if not once then return requests[math.random(#requests)] end
	if sent == #requests then wrk.thread:stop() else sent = sent + 1 end
	return requests[sent]
end

function done(summary, latency)
	local e = summary.errors
	io.write(string.format('{"seconds":%.6f,"requests":%d,"bytes":%d,"errors":%d,"p50":%.3f,"p99":%.3f}\n',
		summary.duration / 1e6, summary.requests, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
		latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
