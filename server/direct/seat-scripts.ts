import { createScript } from '../realtime/redis-script.ts';

/** One hash slot, so that a cluster keeps the rooms in one place. */
const PREFIX = '{parley:direct}:';

/**
 * room:R   hash of who sits there, by seat     person:P  places (room and seat) of one person
 * node:N   places of one process               alive:N   there while the process gives signs of life
 * nodes    processes that gave one
 */
const SHARED = `
local P = '${PREFIX}'
local function read(room, seat)
  local one = redis.call('HGET', P .. 'room:' .. room, seat)
  return one and cjson.decode(one)
end
local function put(room, one)
  redis.call('HSET', P .. 'room:' .. room, one.seat, cjson.encode(one))
  redis.call('SADD', P .. 'person:' .. one.userId, room .. ' ' .. one.seat)
  redis.call('SADD', P .. 'node:' .. one.node, room .. ' ' .. one.seat)
end
local function remove(room, one)
  redis.call('HDEL', P .. 'room:' .. room, one.seat)
  redis.call('SREM', P .. 'person:' .. one.userId, room .. ' ' .. one.seat)
  redis.call('SREM', P .. 'node:' .. one.node, room .. ' ' .. one.seat)
end
local function seatsOf(room)
  local seats = {}
  for _, one in ipairs(redis.call('HVALS', P .. 'room:' .. room)) do
    local seat = cjson.decode(one)
    if redis.call('EXISTS', P .. 'alive:' .. seat.node) == 1 then seats[#seats + 1] = seat
    else remove(room, seat) end
  end
  return seats
end
local function across(room, seat)
  for _, one in ipairs(seatsOf(room)) do
    if one.seat ~= seat then return one end
  end
end
local function forget(node)
  for _, place in ipairs(redis.call('SMEMBERS', P .. 'node:' .. node)) do
    local room, seat = place:match('^(%S+) (%S+)$')
    local one = read(room, seat)
    if one and one.node == node then remove(room, one) end
  end
  redis.call('DEL', P .. 'alive:' .. node, P .. 'node:' .. node)
  redis.call('SREM', P .. 'nodes', node)
end
`;

/** how room seat person node connection seats rooms. Who sits in a process that is gone sits nowhere. */
const ENTER = `${SHARED}
local how, room, seat, person, node, connection = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local seats, own, left = seatsOf(room), nil, nil
for _, one in ipairs(seats) do
  if one.seat == seat then own = one end
  if one.userId == person and one.isAway then left = one end
end
local full = cjson.encode({ state = 'full' })
if own and own.userId ~= person then return full end
if own and how == 'remain' and own.connectionId ~= connection then return full end
left = own or left
if not left and #seats >= tonumber(ARGV[7]) then return full end
if not left and redis.call('SCARD', P .. 'person:' .. person) >= tonumber(ARGV[8]) then
  return cjson.encode({ state = 'many' })
end
if left then remove(room, left) end
put(room, { seat = seat, userId = person, node = node, connectionId = connection, isAway = false })
return cjson.encode({ state = 'seated', across = across(room, seat) })
`;

/** how room seat connection */
const CHANGE = `${SHARED}
local how, room, seat = ARGV[1], ARGV[2], ARGV[3]
local own = read(room, seat)
if not own or own.connectionId ~= ARGV[4] then return false end
if how == 'expire' and not own.isAway then return false end
if how == 'leave' or how == 'expire' then remove(room, own) end
if how == 'lose' then
  own.isAway = true
  put(room, own)
end
local other = across(room, seat)
return other and cjson.encode({ across = other }) or '{}'
`;

/** node leaseMs: a sign of life; frees the seats of processes that give none, and answers which do. */
const BEAT = `${SHARED}
redis.call('SET', P .. 'alive:' .. ARGV[1], '1', 'PX', ARGV[2])
redis.call('SADD', P .. 'nodes', ARGV[1])
for _, node in ipairs(redis.call('SMEMBERS', P .. 'nodes')) do
  if redis.call('EXISTS', P .. 'alive:' .. node) == 0 then forget(node) end
end
return redis.call('SMEMBERS', P .. 'nodes')
`;

const BYE = `${SHARED} forget(ARGV[1])`;

export const scripts = {
  enter: createScript(ENTER),
  change: createScript(CHANGE),
  beat: createScript(BEAT),
  bye: createScript(BYE),
} as const;
