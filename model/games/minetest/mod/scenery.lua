-- Where the player is put and what stands about: open land, mines, rooms, chests and what could be taken for them.

local scenery = {}

local WALLS = {
	"default:stone", "default:cobble", "default:stonebrick", "default:mossycobble", "default:desert_stone",
	"default:desert_cobble", "default:desert_stonebrick", "default:sandstone", "default:sandstonebrick",
	"default:silver_sandstone_brick", "default:obsidianbrick", "default:brick", "default:wood", "default:junglewood",
	"default:pine_wood", "default:acacia_wood", "default:aspen_wood", "default:tree", "default:dirt", "default:clay",
	"default:ice", "wool:white", "wool:red", "wool:blue", "wool:green", "wool:grey", "wool:yellow",
	"default:glass", "default:steelblock", "default:coalblock",
}
local DECOYS = {
	"default:bookshelf", "default:furnace", "vessels:shelf", "default:wood", "default:junglewood", "default:acacia_wood",
	"default:steelblock", "default:bronzeblock", "default:goldblock", "default:coalblock", "default:tinblock", "default:tree",
	"stairs:slab_wood", "stairs:stair_wood", "stairs:stair_cobble", "default:fence_wood", "default:meselamp",
	"default:cactus", "wool:brown", "default:stone_with_iron", "default:sandstone_block", "farming:straw",
	"default:sign_wall_wood", "default:mese",
}
local LAMPS = {"default:torch", "default:meselamp", "default:mese_post_light"}
-- What can be dug at once with each kind of tool; a wall of it is put up where nothing fitting is in reach.
scenery.DIGGABLE = {
	pick = {"default:stone", "default:cobble", "default:desert_stone", "default:sandstone", "default:stone_with_coal",
		"default:stone_with_iron", "default:brick", "default:ice"},
	axe = {"default:tree", "default:wood", "default:pine_tree", "default:acacia_tree", "default:jungletree",
		"default:aspen_tree", "default:junglewood", "default:fence_wood"},
	shovel = {"default:dirt", "default:sand", "default:gravel", "default:dirt_with_grass", "default:desert_sand",
		"default:snowblock", "default:clay"},
	sword = {"default:leaves", "default:jungleleaves", "default:pine_needles", "wool:white", "default:aspen_leaves"},
	hand = {"default:dirt", "default:sand", "default:leaves", "default:snowblock", "wool:green", "default:gravel"},
}
local GROUPS = {
	pick = {"cracky"}, axe = {"choppy"}, shovel = {"crumbly"}, sword = {"snappy"},
	hand = {"crumbly", "snappy", "oddly_breakable_by_hand"},
}

-- A name that this version of the game does not know would stop it in the middle of a session.
minetest.register_on_mods_loaded(function()
	local lists = {WALLS, DECOYS, LAMPS}
	for _, list in pairs(scenery.DIGGABLE) do
		lists[#lists + 1] = list
	end
	for _, list in ipairs(lists) do
		for k = #list, 1, -1 do
			if not minetest.registered_nodes[list[k]] then
				table.remove(list, k)
			end
		end
	end
end)

local function any(rng, list)
	return list[rng:next(1, #list)]
end

local function clear(pos)
	local def = minetest.registered_nodes[minetest.get_node(pos).name]
	return def and not def.walkable and def.liquidtype == "none" and minetest.get_node(pos).name ~= "ignore"
end

local function solid(pos)
	local def = minetest.registered_nodes[minetest.get_node(pos).name]
	return def and def.walkable and minetest.get_node(pos).name ~= "ignore"
end

-- The lowest free place above ground near y in this column, nil: none within reach.
function scenery.floor(pos, up, down)
	for y = pos.y + up, pos.y - down, -1 do
		local at = vector.new(pos.x, y, pos.z)
		if clear(at) and clear(vector.add(at, vector.new(0, 1, 0))) and solid(vector.add(at, vector.new(0, -1, 0))) then
			return at
		end
	end
end

local function box(low, high, name)
	for x = low.x, high.x do
		for y = low.y, high.y do
			for z = low.z, high.z do
				minetest.set_node(vector.new(x, y, z), {name = name})
			end
		end
	end
end

-- A room around pos (its floor), cut out of what is there; lined with walls when told so. Returns where to stand.
function scenery.room(pos, rng, lined)
	local wide, deep, high = rng:next(3, 7), rng:next(3, 7), rng:next(3, 4)
	local low = vector.subtract(pos, vector.new(wide, 0, deep))
	local top = vector.add(pos, vector.new(wide, high - 1, deep))
	if lined then
		local one = vector.new(1, 1, 1)
		box(vector.subtract(low, one), vector.add(top, one), any(rng, WALLS))
		box(vector.subtract(low, one), vector.new(top.x + 1, low.y - 1, top.z + 1), any(rng, WALLS))
	end
	box(low, top, "air")
	if lined and rng:next(1, 2) == 1 then -- an opening to look out of
		box(vector.new(low.x, low.y, top.z + 1), vector.new(top.x, low.y + 1, top.z + 1),
			rng:next(1, 2) == 1 and "air" or "default:glass")
	end
	for _ = 1, rng:next(1, 4) do
		local at = vector.new(rng:next(low.x, top.x), low.y, rng:next(low.z, top.z))
		minetest.set_node(at, {name = any(rng, LAMPS), param2 = 1})
	end
	for _ = 1, rng:next(0, 10) do
		local edge = rng:next(1, 2) == 1
		local at = vector.new(edge and (rng:next(1, 2) == 1 and low.x or top.x) or rng:next(low.x, top.x), low.y,
			edge and rng:next(low.z, top.z) or (rng:next(1, 2) == 1 and low.z or top.z))
		minetest.set_node(at, {name = any(rng, DECOYS), param2 = rng:next(0, 3)})
	end
	box(pos, vector.add(pos, vector.new(0, 1, 0)), "air")
	return pos
end

-- Find a place of a kind ("land", "mine", "room", "house") and call done(pos) once its surroundings are made.
function scenery.find(kind, rng, done, tries)
	tries = tries or 0
	local x, z = rng:next(-5000, 5000), rng:next(-5000, 5000)
	local under = kind == "mine" or kind == "room"
	local y = under and -rng:next(14, 120) or minetest.get_spawn_level(x, z)
	if not y then
		if tries < 60 then
			return scenery.find(kind, rng, done, tries + 1)
		end
		y = 8
	end
	local pos = vector.new(x, y, z)
	minetest.emerge_area(vector.subtract(pos, vector.new(40, 24, 40)), vector.add(pos, vector.new(40, 40, 40)),
		function(_, _, remaining)
			if remaining > 0 then
				return
			end
			if under then
				return done(scenery.room(pos, rng, kind == "room"))
			end
			local at = scenery.floor(pos, 38, 22)
			if not at and tries < 90 then
				return scenery.find(kind, rng, done, tries + 1)
			end
			at = at or pos
			if kind == "house" then
				at = scenery.room(vector.add(at, vector.new(0, 1, 0)), rng, true)
			end
			done(at)
		end)
end

-- Put one of names somewhere in sight, distance nodes away; returns where, or nil when there is no such place.
function scenery.put_in_sight(player, names, distance, rng, visible)
	local eye = vector.add(player:get_pos(), vector.new(0, 1.47, 0))
	local first = rng:next(0, 359)
	for k = 0, 23 do
		local angle = math.rad(first + k * 15)
		local spot = vector.round(vector.add(player:get_pos(), vector.multiply(
			vector.new(-math.sin(angle), 0, math.cos(angle)), distance)))
		local at = scenery.floor(spot, 3, 4)
		if at then
			local before = minetest.get_node(at)
			minetest.set_node(at, {name = any(rng, names), param2 = rng:next(0, 3)})
			if visible(eye, at) then
				return at
			end
			minetest.set_node(at, before)
		end
	end
end

-- Where a chest would stand in the dark, put a torch beside it.
function scenery.light_up(pos)
	for _, side in ipairs({{1, 0, 0}, {-1, 0, 0}, {0, 0, 1}, {0, 0, -1}}) do
		local at = vector.add(pos, vector.new(unpack(side)))
		if (minetest.get_node_light(at) or 15) < 9 and clear(at) and solid(vector.add(at, vector.new(0, -1, 0))) then
			minetest.set_node(at, {name = "default:torch", param2 = 1})
			return
		end
	end
end

function scenery.decoy(player, distance, rng, visible)
	return scenery.put_in_sight(player, DECOYS, distance, rng, visible)
end

local function suits(name, kind)
	for _, group in ipairs(GROUPS[kind]) do
		if minetest.get_item_group(name, group) > 0 then
			return true
		end
	end
	return false
end

-- A node in reach and in sight that this kind of tool digs, the one nearest to where the player looks; nil: none.
function scenery.something_to_dig(player, kind, visible)
	local eye, ahead = vector.add(player:get_pos(), vector.new(0, 1.47, 0)), player:get_look_dir()
	local best, angle
	local here = vector.round(eye)
	for dx = -3, 3 do
		for dy = -2, 3 do
			for dz = -3, 3 do
				local pos = vector.add(here, vector.new(dx, dy, dz))
				local name = minetest.get_node(pos).name
				local to = vector.subtract(pos, eye)
				local far = vector.length(to)
				if far < 3.6 and far > 1.2 and suits(name, kind) and visible(eye, pos) then
					local off = 1 - vector.dot(to, ahead) / far
					if not angle or off < angle then
						best, angle = pos, off
					end
				end
			end
		end
	end
	return best
end

-- A wall of something to dig, a few nodes wide, right ahead; returns one of its nodes.
function scenery.wall(player, kind, rng)
	local at = vector.round(player:get_pos())
	local angle = player:get_look_horizontal()
	local ahead = math.abs(math.sin(angle)) > math.abs(math.cos(angle))
		and vector.new(math.sin(angle) > 0 and -1 or 1, 0, 0) or vector.new(0, 0, math.cos(angle) > 0 and 1 or -1)
	local side = vector.new(ahead.z, 0, ahead.x)
	local name = any(rng, scenery.DIGGABLE[kind])
	local middle = vector.add(at, vector.multiply(ahead, 2))
	local half, high = rng:next(0, 2), rng:next(1, 3)
	for layer = 0, rng:next(0, 1) do
		for across = -half, half do
			for y = 0, high do
				minetest.set_node(vector.add(vector.add(middle, vector.multiply(ahead, layer)),
					vector.add(vector.multiply(side, across), vector.new(0, y, 0))), {name = name})
			end
		end
	end
	return vector.add(middle, vector.new(0, math.min(high, 1), 0))
end

return scenery
