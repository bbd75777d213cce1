-- The recorder inside the game: does what the recording program asks for (commands.txt, one JSON object a line)
-- and writes what is true at each server step (ground_truth.csv). Both files lie in the world's folder.

local world, here = minetest.get_worldpath(), minetest.get_modpath(minetest.get_current_modname())
local truth = dofile(here .. "/ground_truth.lua")
local scenery = dofile(here .. "/scenery.lua")
local people = dofile(here .. "/people.lua")

local function read(name)
	local file = assert(io.open(world .. "/" .. name, "r"))
	local text = file:read("*a")
	file:close()
	return text
end

local session = minetest.parse_json(read("session.json"))
local rng = PcgRandom(session.seed)
local out = assert(io.open(world .. "/ground_truth.csv", "w"))
local aspect, fov = session.aspect, session.fov
local target, digs -- {pos=} or {object=}; the kind of tool whose next target is looked for
local done, busy, offset, placed = 0, false, 0, 0

local function visible(eye, pos)
	local hit = truth.first_hit(eye, vector.add(eye, vector.multiply(vector.subtract(pos, eye), 1.2)))
	return hit and vector.equals(hit, pos) or false
end

local function look_at(player, pos)
	local to = vector.subtract(pos, vector.add(player:get_pos(), vector.new(0, 1.47, 0)))
	player:set_look_horizontal(math.atan2(-to.x, to.z))
	player:set_look_vertical(-math.atan2(to.y, math.hypot(to.x, to.z)))
end

-- One function a command: gets the player, its arguments and finish, to be called when it is done.
local commands = {}

local next_place, arrive -- a place made while the player was busy elsewhere; who waits for it

local function look_for_place(kind)
	scenery.find(kind, rng, function(pos)
		next_place = pos
		if arrive then
			arrive()
		end
	end)
end

-- Go to the place that was made ready, and make one of command.next ready for the next time.
function commands.go(player, command, finish)
	target, digs = nil, nil
	people.remove()
	arrive = function()
		local pos = next_place
		arrive, next_place = nil, nil
		player:set_pos(pos)
		player:set_look_horizontal(math.rad(rng:next(0, 359)))
		player:set_look_vertical(0)
		scenery.light_up(pos)
		truth.forget()
		minetest.after(command.settle, finish)
		minetest.after(command.settle + 4, look_for_place, command.next)
	end
	if next_place then
		arrive()
	end
end

minetest.after(0, look_for_place, "land")

-- Shelves, furnaces and signs show a form when they are clicked while building: it looks like a chest's and stays open.
minetest.register_on_mods_loaded(function()
	for name, def in pairs(minetest.registered_nodes) do
		if def.on_construct and not truth.CHESTS[name] then
			minetest.override_item(name, {on_construct = function() end})
		end
	end
end)

function commands.wield(player, command, finish)
	player:set_wielded_item(ItemStack(command.item))
	finish()
end

function commands.hotbar(player, command, finish)
	local inventory = player:get_inventory()
	for k, item in ipairs(command.items) do
		inventory:set_stack("main", k, ItemStack(item))
	end
	finish()
end

function commands.time(_, command, finish)
	minetest.set_timeofday(command.of_day)
	finish()
end

function commands.fov(player, command, finish)
	player:set_fov(command.degrees)
	fov = command.degrees
	finish()
end

function commands.hud(player, command, finish)
	player:hud_set_flags(command.flags)
	finish()
end

function commands.chest(player, command, finish)
	target, digs = nil, nil
	for _ = 1, command.decoys do
		scenery.decoy(player, rng:next(2, 8), rng, visible)
	end
	local pos
	for distance = command.distance, 2, -1 do
		pos = scenery.put_in_sight(player, {"default:chest", "default:chest", "default:chest_locked"}, distance, rng, visible)
		if pos then
			break
		end
	end
	truth.forget()
	if pos then
		local inventory = minetest.get_meta(pos):get_inventory()
		inventory:set_size("main", 32)
		for k, item in ipairs(command.items) do
			inventory:set_stack("main", rng:next(1, 32), ItemStack(item))
		end
		minetest.get_meta(pos):set_string("owner", player:get_player_name())
		target = {pos = pos}
		if command.lamp then
			scenery.light_up(pos)
		end
		if command.face then
			look_at(player, vector.add(pos, vector.new(0, rng:next(-5, 10) / 10, 0)))
		end
	end
	finish()
end

function commands.remove_chests(player, _, finish)
	local names = {}
	for name in pairs(truth.CHESTS) do
		names[#names + 1] = name
	end
	local at = player:get_pos()
	for _, pos in ipairs(minetest.find_nodes_in_area(vector.subtract(at, 24), vector.add(at, 24), names)) do
		minetest.set_node(pos, {name = "air"})
	end
	target = nil
	truth.forget()
	finish()
end

function commands.dig(player, command, finish)
	digs = command.kind
	local pos = scenery.something_to_dig(player, digs, visible) or scenery.wall(player, digs, rng)
	target = {pos = pos}
	finish()
end

function commands.person(player, command, finish)
	digs = nil
	local object = people.add(player, command.skin, command.distance, rng, scenery)
	target = object and {object = object} or nil
	finish()
end

function commands.idle(_, _, finish)
	target, digs = nil, nil
	finish()
end

local function obey(player)
	if busy then
		return
	end
	local file = io.open(world .. "/commands.txt", "r")
	if not file then
		return
	end
	file:seek("set", offset)
	local line = file:read("*l")
	local complete = line and file:seek() > offset + #line
	file:close()
	if not complete then
		return
	end
	offset = offset + #line + 1
	local command = minetest.parse_json(line)
	busy = true
	commands[command["do"]](player, command, function()
		busy, done = false, command.id
	end)
end

local function bearing(player)
	if target and target.object and not target.object:get_pos() then
		target = nil
	end
	if digs and target and target.pos and minetest.get_node(target.pos).name == "air" then
		local pos = scenery.something_to_dig(player, digs, visible)
		target = pos and {pos = pos} or nil
	end
	if not target then
		return 0, 0, -1
	end
	local pos = target.pos or vector.add(target.object:get_pos(), vector.new(0, 1.1, 0))
	local to = vector.subtract(pos, vector.add(player:get_pos(), vector.new(0, 1.47, 0)))
	local yaw = math.atan2(-to.x, to.z) - player:get_look_horizontal()
	local pitch = -math.atan2(to.y, math.hypot(to.x, to.z)) - player:get_look_vertical()
	yaw = (yaw + math.pi) % (2 * math.pi) - math.pi
	return math.deg(yaw), math.deg(pitch), vector.length(to)
end

minetest.register_on_placenode(function()
	placed = placed + 1
end)

minetest.register_on_player_hpchange(function()
	return 0
end, true)

minetest.register_on_joinplayer(function(player)
	local name = player:get_player_name()
	minetest.set_player_privs(name, {interact = true, shout = true, fly = true, fast = true, noclip = true})
	player:set_fov(fov)
end)

minetest.register_globalstep(function()
	local player = minetest.get_connected_players()[1]
	if not player then
		return
	end
	obey(player)
	local control, pos = player:get_player_control(), player:get_pos()
	local bright, dark = truth.coverage(truth.camera(player, fov, aspect))
	local yaw, pitch, distance = bearing(player)
	local open = default.chest.open_chests[player:get_player_name()] and 1 or 0
	out:write(string.format("%d,%d,%d,%d,%d,%.4f,%.4f,%d,%.2f,%.2f,%.2f,%.2f,%.1f,%.1f,%.1f,%.2f\n",
		minetest.get_us_time(), done, control.dig and 1 or 0, control.place and 1 or 0, placed, bright, dark,
		open, yaw, pitch, distance, math.deg(player:get_look_vertical()), pos.x, pos.y, pos.z,
		minetest.get_node_light(vector.round(vector.add(pos, vector.new(0, 1.47, 0)))) or 0))
	out:flush()
end)
