import { helpers, test, types } from './plain.mjs';

export const dependencies = { '@nestjs/common': '^11.0.0', '@nestjs/core': '^11.0.0', '@nestjs/typeorm': '^11.0.0', 'typeorm': '^0.3.0', 'class-validator': '^0.14.0' };
export const routes = 4;

/** The files of a service by Nest and TypeORM around its modules. */
export function around(things) {
  return {
    'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(Number(process.env.PORT ?? 3000));
}
void bootstrap();
`,
    'src/app.module.ts': `import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
${things.map(({ word, name }) => `import { ${name}Module } from './${word}/${word}.module';`).join('\n')}

@Module({
  imports: [TypeOrmModule.forRoot({ type: 'postgres', url: process.env.DATABASE_URL, autoLoadEntities: true }), ${things.map(({ name }) => `${name}Module`).join(', ')}],
})
export class AppModule {}
`,
    'src/user.guard.ts': `import { CanActivate, ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { verifyUser } from '@acme/common/auth';

@Injectable()
export class UserGuard implements CanActivate {
  async canActivate(context: ExecutionContext) {
    const request = context.switchToHttp().getRequest();
    const user = await verifyUser(request.headers.authorization);
    if (!user) throw new UnauthorizedException();
    request.user = user;
    return true;
  }
}
`,
  };
}

/** The files of one module. */
export function module(thing, random, number) {
  const { word, name, table, fields } = thing;
  const [first] = fields;
  return {
    [`src/${word}/${word}.module.ts`]: `import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ${name}Controller } from './${word}.controller';
import { ${name}Entity } from './${word}.entity';
import { ${name}Service } from './${word}.service';

@Module({ imports: [TypeOrmModule.forFeature([${name}Entity])], controllers: [${name}Controller], providers: [${name}Service], exports: [${name}Service] })
export class ${name}Module {}
`,
    [`src/${word}/${word}.controller.ts`]: `import { Body, Controller, Delete, Get, Param, Post, Req, UseGuards } from '@nestjs/common';
import { UserGuard } from '../user.guard';
import { Create${name}Dto } from './${word}.dto';
import { ${name}Service } from './${word}.service';

@UseGuards(UserGuard)
@Controller('${table}')
export class ${name}Controller {
  constructor(private readonly service: ${name}Service) {}

  @Get()
  list(@Req() request) {
    return this.service.list(request.user.id);
  }

  @Get(':id')
  one(@Param('id') id: string, @Req() request) {
    return this.service.one(id, request.user.id);
  }

  @Post()
  create(@Body() body: Create${name}Dto, @Req() request) {
    return this.service.create(body, request.user.id);
  }

  @Delete(':id')
  remove(@Param('id') id: string, @Req() request) {
    return this.service.remove(id, request.user.id);
  }
}
`,
    [`src/${word}/${word}.dto.ts`]: `import { IsString, MaxLength } from 'class-validator';

export class Create${name}Dto {
${fields.map((field) => `  @IsString()
  @MaxLength(${random.between(20, 200)})
  ${field}: string;
`).join('\n')}}
`,
    [`src/${word}/${word}.entity.ts`]: `import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

@Entity('${table}')
export class ${name}Entity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Index()
  @Column({ name: 'owner_id' })
  ownerId: string;
${fields.map((field) => `
  @Column()
  ${field}: string;
`).join('')}
  @CreateDateColumn({ name: 'created_at' })
  createdAt: Date;
}
`,
    [`src/${word}/${word}.service.ts`]: `import { Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Create${name}Dto } from './${word}.dto';
import { ${name}Entity } from './${word}.entity';
import { ${thing.steps[0]}${name} } from './${word}.helpers';

@Injectable()
export class ${name}Service {
  constructor(@InjectRepository(${name}Entity) private readonly rows: Repository<${name}Entity>) {}

  async list(ownerId: string) {
    const rows = await this.rows.find({ where: { ownerId }, take: ${random.between(10, 200)} });
    return { rows, summary: ${thing.steps[0]}${name}(rows as never) };
  }

  async one(id: string, ownerId: string) {
    const found = await this.rows.findOne({ where: { id, ownerId } });
    if (!found) throw new NotFoundException('${word} not found');
    return found;
  }

  async create(body: Create${name}Dto, ownerId: string) {
    const known = await this.rows.findOne({ where: { ownerId, ${first}: body.${first} } });
    return known ?? this.rows.save(this.rows.create({ ...body, ownerId }));
  }

  async remove(id: string, ownerId: string) {
    const found = await this.one(id, ownerId);
    ${random.chance(0.3) ? `for (const other of await this.rows.find({ where: { ownerId } })) await this.rows.update(other.id, { ${first}: found.${first} });
    ` : ''}await this.rows.remove(found);
  }
}
`,
    [`src/${word}/${word}.types.ts`]: types(thing),
    [`src/${word}/${word}.helpers.ts`]: helpers(thing, random),
    [`migrations/${1_600_000_000_000 + number}-${word}.ts`]: `import { MigrationInterface, QueryRunner } from 'typeorm';

export class ${name}${1_600_000_000_000 + number} implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`CREATE TABLE "${table}" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "owner_id" text NOT NULL, ${fields.map((field) => `"${field}" text NOT NULL`).join(', ')}, "created_at" timestamptz NOT NULL DEFAULT now(), PRIMARY KEY ("id"))\`);
    await queryRunner.query('CREATE INDEX "${table}_owner" ON "${table}" ("owner_id")');
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "${table}"');
  }
}
`,
    [`test/${word}.test.ts`]: test(thing),
  };
}
