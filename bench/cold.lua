-- For wrk: each request another article, in an order that jumps about, none twice before all have been asked for.
local first, count = tonumber(os.getenv("FIRST")), tonumber(os.getenv("COUNT"))
local turn = tonumber(os.getenv("TURN") or "0")

request = function()
    turn = turn + 1
    return wrk.format("GET", "/news/" .. first + (turn * 7919) % count .. "/")
end
