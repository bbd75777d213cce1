-- What is true of the newest server step: how much of the picture chests cover, what the player's buttons do.

local REACH = 15 -- nodes; a chest farther away covers less than 0.2 % of any picture recorded here
local RAYS = 160 -- at most this many rays a step
local LIT = 6 -- of 15; what stands in less light can hardly be made out
local SEEN_THROUGH = {
	airlike = true, plantlike = true, plantlike_rooted = true, glasslike = true, glasslike_framed = true,
	glasslike_framed_optional = true, torchlike = true, signlike = true, raillike = true, firelike = true,
	liquid = true, flowingliquid = true,
}

local truth = {}

local CHESTS = {
	["default:chest"] = true, ["default:chest_open"] = true,
	["default:chest_locked"] = true, ["default:chest_locked_open"] = true,
}
truth.CHESTS = CHESTS

local near, looked = {}, -1 -- chests around the player, and when they were last looked for (us)

local function chests_near(eye)
	local now = minetest.get_us_time()
	if looked < 0 or now - looked > 300000 then
		looked = now
		local names = {}
		for name in pairs(CHESTS) do
			names[#names + 1] = name
		end
		near = minetest.find_nodes_in_area(vector.subtract(eye, REACH), vector.add(eye, REACH), names)
	end
	return near
end

function truth.forget()
	looked = -1
end

-- The camera as the client has it: where it stands, its axes, and half the picture's width and height at distance 1.
function truth.camera(player, fov, aspect)
	local eye = vector.add(player:get_pos(), vector.new(0, player:get_properties().eye_height, 0))
	local ahead, yaw = player:get_look_dir(), player:get_look_horizontal()
	local right = vector.new(math.cos(yaw), 0, math.sin(yaw))
	-- The client widens the vertical field of view where the picture is narrower than 16:10.
	local angle = math.rad(fov) * math.min(math.max(math.sqrt(1.6 / aspect), 1.0), 1.4)
	local high = math.tan(angle / 2)
	return {eye = eye, ahead = ahead, right = right, up = vector.cross(ahead, right), wide = high * aspect, high = high}
end

-- The part of the picture that holds the node, in units of half the picture: x0, x1, y0, y1; nil: none of it.
local function frame_of(camera, pos)
	local x0, x1, y0, y1 = 1, -1, 1, -1
	for k = 0, 7 do
		local corner = vector.new(k % 2 - 0.5, math.floor(k / 2) % 2 - 0.5, math.floor(k / 4) - 0.5)
		local to = vector.subtract(vector.add(pos, corner), camera.eye)
		local depth = vector.dot(to, camera.ahead)
		if depth < 0.1 then
			if vector.dot(vector.subtract(pos, camera.eye), camera.ahead) < -0.9 then
				return nil
			end
			return -1, 1, -1, 1 -- so near that its corners are beside the camera
		end
		local x = vector.dot(to, camera.right) / depth / camera.wide
		local y = vector.dot(to, camera.up) / depth / camera.high
		x0, x1, y0, y1 = math.min(x0, x), math.max(x1, x), math.min(y0, y), math.max(y1, y)
	end
	x0, x1, y0, y1 = math.max(x0, -1), math.min(x1, 1), math.max(y0, -1), math.min(y1, 1)
	if x0 >= x1 or y0 >= y1 then
		return nil
	end
	return x0, x1, y0, y1
end

-- What a ray from the camera meets first that can not be seen through: a node's place and name.
function truth.first_hit(from, to)
	for pointed in minetest.raycast(from, to, false, false) do
		local name = minetest.get_node(pointed.under).name
		local def = minetest.registered_nodes[name]
		if not def or not SEEN_THROUGH[def.drawtype] then
			return pointed.under, name
		end
	end
end

-- How bright it is where a chest stands, 0 to 15.
local function light_at(pos)
	local most = 0
	for _, side in ipairs({{0, 1, 0}, {1, 0, 0}, {-1, 0, 0}, {0, 0, 1}, {0, 0, -1}}) do
		most = math.max(most, minetest.get_node_light(vector.add(pos, vector.new(unpack(side)))) or 0)
	end
	return most
end

-- The shares of the picture, 0 to 1, that show chests in the light and in the dark; what stands before them hides them.
function truth.coverage(camera)
	local bright, dark, frames = 0, 0, {}
	for _, pos in ipairs(chests_near(camera.eye)) do
		local x0, x1, y0, y1 = frame_of(camera, pos)
		if x0 then
			frames[#frames + 1] = {pos, x0, x1, y0, y1}
		end
	end
	local side = math.max(4, math.floor(math.sqrt(RAYS / math.max(#frames, 1))))
	for _, frame in ipairs(frames) do
		local pos, x0, x1, y0, y1 = unpack(frame)
		local hits = 0
		for i = 1, side do
			for j = 1, side do
				local x = x0 + (x1 - x0) * (i - 0.5) / side
				local y = y0 + (y1 - y0) * (j - 0.5) / side
				local ray = vector.add(camera.ahead, vector.add(
					vector.multiply(camera.right, x * camera.wide), vector.multiply(camera.up, y * camera.high)))
				local hit = truth.first_hit(camera.eye, vector.add(camera.eye, vector.multiply(ray, REACH)))
				if hit and vector.equals(hit, pos) then
					hits = hits + 1
				end
			end
		end
		local share = hits / (side * side) * (x1 - x0) * (y1 - y0) / 4
		if light_at(pos) >= LIT then
			bright = bright + share
		else
			dark = dark + share
		end
	end
	return bright, dark
end

return truth
