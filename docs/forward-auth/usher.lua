-- Asks Usher whether a request may pass. What Usher says against it is the answer; else the service gets what it says
-- about the user. Needs HAProxy 2.5 or later.

local TIMEOUT_MS = 5000

local IDENTITY = {
    "x-user-id", "x-user-email", "x-user-name", "x-user-roles", "x-auth-stale", "x-auth-age",
}

-- what a client may hear of a refusal
local ANSWER = {
    "content-type", "cache-control", "location", "retry-after", "set-cookie", "www-authenticate", "x-request-id",
}

-- what belongs to the connection and to the body, which Usher does not get
local NOT_ASKED = {
    ["connection"] = true, ["content-length"] = true, ["expect"] = true, ["keep-alive"] = true,
    ["proxy-connection"] = true, ["te"] = true, ["trailer"] = true, ["transfer-encoding"] = true, ["upgrade"] = true,
}

local function question(txn)
    local fields = {}
    for name, values in pairs(txn.http:req_get_headers()) do
        if not NOT_ASKED[name] then
            fields[name] = {}
            for i = 0, #values do
                table.insert(fields[name], values[i])
            end
        end
    end
    fields["x-forwarded-method"] = { txn.sf:method() }
    fields["x-forwarded-uri"] = { txn.sf:pathq() }
    return fields
end

local function refuse(txn, answer)
    local reply = txn:reply()
    if answer and answer.status and answer.status >= 300 then
        reply:set_status(answer.status)
        for _, name in ipairs(ANSWER) do
            local values = answer.headers[name]
            for i = 0, values and #values or -1 do
                reply:add_header(name, values[i])
            end
        end
        reply:set_body(answer.body or "")
    else
        reply:set_status(503)
        reply:add_header("retry-after", "1")
    end
    txn:done(reply)
end

core.register_action("usher", { "http-req" }, function(txn, address)
    local answer = core.httpclient():get {
        url = "http://" .. address .. "/auth/check",
        headers = question(txn),
        timeout = TIMEOUT_MS,
    }
    if not answer or answer.status ~= 200 then
        return refuse(txn, answer)
    end
    for _, name in ipairs(IDENTITY) do
        local values = answer.headers[name]
        if values then
            txn.http:req_set_header(name, values[0])
        end
    end
end, 1)
