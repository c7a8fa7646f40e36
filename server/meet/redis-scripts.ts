import type { RedisClient } from '../realtime/redis-client.ts';
import { createScript, runScript } from '../realtime/redis-script.ts';

/** One hash slot, so that a cluster keeps the queue in one place. */
const PREFIX = '{parley:meet}:';

/**
 * seat:S   hash of who waits: person, node, tags, since      avoid:S   whom not to meet, until when
 * tag:T    seats by when they came                           open      seats that meet anyone, by when they became it
 * person:P seats of one person                               node:N    seats of one process
 * alive:N  there while the process gives signs of life       nodes     processes that gave one
 */
const SHARED = `
local P = '${PREFIX}'
local function remove(seat)
  local one = redis.call('HMGET', P .. 'seat:' .. seat, 'person', 'node', 'tags')
  if not one[1] then return 0 end
  for _, tag in ipairs(cjson.decode(one[3])) do redis.call('ZREM', P .. 'tag:' .. tag, seat) end
  redis.call('ZREM', P .. 'open', seat)
  redis.call('SREM', P .. 'person:' .. one[1], seat)
  redis.call('SREM', P .. 'node:' .. one[2], seat)
  redis.call('DEL', P .. 'seat:' .. seat, P .. 'avoid:' .. seat)
  return 1
end
local function forget(node)
  for _, seat in ipairs(redis.call('SMEMBERS', P .. 'node:' .. node)) do remove(seat) end
  redis.call('DEL', P .. 'alive:' .. node)
  redis.call('SREM', P .. 'nodes', node)
end
`;

/**
 * seat person node now since widenAfterMs tags avoids entering: looks for a partner and takes both out of the queue, or
 * waits. Asked again for a seat that waits it looks again: for whoever it may meet by now, or anyone. A seat that only
 * looks and does not wait any more was found meanwhile. Who waits in a process that is gone is met by nobody.
 */
const SEEK = `${SHARED}
if ARGV[9] ~= 'entering' and redis.call('EXISTS', P .. 'seat:' .. ARGV[1]) == 0 then return 'gone' end
local seat, person, node = ARGV[1], ARGV[2], ARGV[3]
local now, since, widen = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local tags, told = cjson.decode(ARGV[7]), cjson.decode(ARGV[8])
local avoids = {}
for index = 1, #told, 2 do avoids[told[index]] = told[index + 1] end
local kept = redis.call('HGETALL', P .. 'avoid:' .. seat)
for index = 1, #kept, 2 do
  avoids[kept[index]] = math.max(avoids[kept[index]] or 0, tonumber(kept[index + 1]))
end

local living = {}
local function lives(other)
  if living[other] == nil then living[other] = redis.call('EXISTS', P .. 'alive:' .. other) == 1 end
  return living[other]
end
local function mayMeet(other)
  local one = redis.call('HMGET', P .. 'seat:' .. other, 'person', 'node')
  if not one[1] then return false end
  if not lives(one[2]) then remove(other) return false end
  if (avoids[one[1]] or 0) > now then return false end
  return tonumber(redis.call('HGET', P .. 'avoid:' .. other, person) or 0) <= now
end
local function byTags()
  local shared, found = {}, {}
  for _, tag in ipairs(tags) do
    for _, other in ipairs(redis.call('ZRANGE', P .. 'tag:' .. tag, 0, -1)) do
      if not shared[other] then found[#found + 1] = { seat = other, place = #found } end
      shared[other] = (shared[other] or 0) + 1
    end
  end
  table.sort(found, function(a, b)
    if shared[a.seat] == shared[b.seat] then return a.place < b.place end
    return shared[a.seat] > shared[b.seat]
  end)
  for _, one in ipairs(found) do
    if one.seat ~= seat and mayMeet(one.seat) then return one.seat end
  end
end
local function anyone()
  for _, other in ipairs(redis.call('ZRANGE', P .. 'open', 0, -1)) do
    if other ~= seat and mayMeet(other) then return other end
  end
end

local isOpen = #tags == 0 or since + widen <= now
local partner = byTags() or (isOpen and anyone())
if partner then
  local one = redis.call('HMGET', P .. 'seat:' .. partner, 'node', 'since', 'tags')
  local theirs, shared = {}, {}
  for _, tag in ipairs(cjson.decode(one[3])) do theirs[tag] = true end
  for _, tag in ipairs(tags) do
    if theirs[tag] then shared[#shared + 1] = tag end
  end
  remove(partner)
  remove(seat)
  return { partner, one[1], one[2], shared }
end
redis.call('HSET', P .. 'seat:' .. seat, 'person', person, 'node', node, 'tags', ARGV[7], 'since', ARGV[5])
for _, tag in ipairs(tags) do redis.call('ZADD', P .. 'tag:' .. tag, since, seat) end
redis.call('SADD', P .. 'person:' .. person, seat)
redis.call('SADD', P .. 'node:' .. node, seat)
for other, till in pairs(avoids) do
  if till > now then redis.call('HSET', P .. 'avoid:' .. seat, other, till) end
end
if isOpen then redis.call('ZADD', P .. 'open', #tags == 0 and since or since + widen, seat) end
return false
`;

const LEAVE = `${SHARED} return remove(ARGV[1])`;

/** a b until */
const KEEP_APART = `${SHARED}
local function avoid(person, other)
  for _, seat in ipairs(redis.call('SMEMBERS', P .. 'person:' .. person)) do
    redis.call('HSET', P .. 'avoid:' .. seat, other, ARGV[3])
  end
end
avoid(ARGV[1], ARGV[2])
avoid(ARGV[2], ARGV[1])
`;

/** node leaseMs: a sign of life; takes out who waits in processes that give none, and answers which do. */
const BEAT = `${SHARED}
redis.call('SET', P .. 'alive:' .. ARGV[1], '1', 'PX', ARGV[2])
redis.call('SADD', P .. 'nodes', ARGV[1])
for _, node in ipairs(redis.call('SMEMBERS', P .. 'nodes')) do
  if redis.call('EXISTS', P .. 'alive:' .. node) == 0 then forget(node) end
end
return redis.call('SMEMBERS', P .. 'nodes')
`;

const BYE = `${SHARED} forget(ARGV[1])`;

const scripts = {
  seek: createScript(SEEK),
  leave: createScript(LEAVE),
  keepApart: createScript(KEEP_APART),
  beat: createScript(BEAT),
  bye: createScript(BYE),
} as const;

/** Each of them is one step for everybody else. */
export function run(
  client: RedisClient,
  name: keyof typeof scripts,
  args: readonly string[],
): Promise<unknown> {
  return runScript(client, scripts[name], args);
}
