-- For wrk: each request another prospect's form. BODY is the form as a browser sends it, with NUMBER where they differ.
local body, turn = os.getenv("BODY"), tonumber(os.getenv("TURN"))

request = function()
    turn = turn + 1
    -- As nginx says whence it came: from no network (/24) do more come than honest visitors would send.
    local from = string.format("100.%d.%d.1", 64 + math.floor(turn / 256) % 64, turn % 256)
    local headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["X-Forwarded-For"] = from,
        ["Host"] = "localhost", ["Origin"] = "http://localhost" }
    return wrk.format("POST", "/enquiries/new/?kind=rent", headers, (body:gsub("NUMBER", string.format("%08d", turn))))
end
