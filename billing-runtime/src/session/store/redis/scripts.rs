//! The Lua scripts that Redis runs atomically.
//!
//! An entry is its version in 20 digits, a line break, and the text. The largest version has 20 digits,
//! so versions compare as strings; Lua's numbers would round them.

/// Keys: lease, slots with a lease. Arguments: token, milliseconds, slot.
///
/// The token may already be set: the response to an earlier request was lost or not awaited.
pub(super) const LEASE: &str = "
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return 0
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
redis.call('SADD', KEYS[2], ARGV[3])
return 1";

/// Keys: entries, lease, entries set aside. Arguments: slot, token, version, text, `again`.
pub(super) const SAVE: &str = "
if redis.call('GET', KEYS[2]) ~= ARGV[2] then
  return 0
end
local entry = ARGV[3] .. '\\n' .. ARGV[4]
local old = redis.call('HGET', KEYS[1], ARGV[1])
if old then
  if string.sub(old, 21, 21) ~= '\\n' or not string.find(string.sub(old, 1, 20), '^%d+$') then
    redis.call('HSET', KEYS[3], ARGV[1], old)
  elseif string.sub(old, 1, 20) >= ARGV[3] then
    if ARGV[5] == 'again' and old == entry then
      return 1
    end
    return 0
  end
end
redis.call('HSET', KEYS[1], ARGV[1], entry)
return 1";

/// Keys: lease. Arguments: token.
pub(super) const RELEASE: &str = "
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 1";

/// Keys: entries, entries set aside. Arguments: slot, corrupt value.
pub(super) const SET_ASIDE: &str = "
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return 1";

/// Keys: entries, entries set aside, slots with a lease. Arguments: the prefix of lease keys.
pub(super) const CLEAR: &str = "
for _, slot in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  redis.call('DEL', ARGV[1] .. slot)
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return 1";
