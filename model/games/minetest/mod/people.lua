-- People who walk about and can be hit: what a tool meets besides nodes.

local people = {}
local alive = {}

minetest.register_entity(minetest.get_current_modname() .. ":person", {
	initial_properties = {
		visual = "mesh", mesh = "character.b3d", textures = {"character.png"}, physical = true,
		collisionbox = {-0.3, 0, -0.3, 0.3, 1.7, 0.3}, selectionbox = {-0.35, 0, -0.35, 0.35, 1.75, 0.35},
		stepheight = 1.1, hp_max = 1000, static_save = false, makes_footstep_sound = false,
	},
	on_activate = function(self)
		self.object:set_acceleration({x = 0, y = -9.8, z = 0})
		self.object:set_armor_groups({fleshy = 20})
		self.left = 0
	end,
	on_step = function(self, dtime)
		self.left = self.left - dtime
		if self.left > 0 then
			return
		end
		self.left = math.random(5, 25) / 10
		local angle, speed = math.random() * 2 * math.pi, math.random(0, 2) * 0.7
		self.object:set_yaw(angle)
		local fall = self.object:get_velocity().y
		self.object:set_velocity({x = -math.sin(angle) * speed, y = fall, z = math.cos(angle) * speed})
		-- The model's own walking and standing.
		self.object:set_animation(speed > 0 and {x = 168, y = 187} or {x = 0, y = 79}, 30)
	end,
})

function people.add(player, skin, distance, rng, scenery)
	local angle = player:get_look_horizontal() + math.rad(rng:next(-25, 25))
	local spot = vector.round(vector.add(player:get_pos(), vector.multiply(
		vector.new(-math.sin(angle), 0, math.cos(angle)), distance)))
	local at = scenery.floor(spot, 3, 4)
	local object = at and minetest.add_entity(vector.add(at, vector.new(0, -0.45, 0)), "recorder:person")
	if object then
		object:set_properties({textures = {skin}})
		alive[#alive + 1] = object
	end
	return object
end

function people.remove()
	for _, object in ipairs(alive) do
		object:remove()
	end
	alive = {}
end

return people
